import { changeKinds, type Fact, type Stamp, witnesses } from './record.ts'
import { stopCauses } from './stop.ts'
import type { Contact, LoggedCall } from './trace.ts'
import { layers, outcomes, phases } from './words.ts'

/** Milliseconds of a run are fewer: a date can still be told from them. */
export const longestMs = 1e13

/**
 * What a journal may hold, for readers who do not know who wrote it. A run may have a million records: this looks at
 * each once and makes nothing, where a schema would build it anew.
 */
type Check<T> = (value: unknown) => value is T
type Shape<R> = { readonly [K in keyof R]-?: Check<R[K]> }
type Shapes = { readonly [T in Fact['type']]: Omit<Shape<Extract<Fact, { type: T }>>, 'type'> }

const text: Check<string> = (value) => typeof value === 'string'
const number: Check<number> = (value): value is number => Number.isFinite(value)
const ms: Check<number> = (value): value is number =>
  typeof value === 'number' && value >= -longestMs && value <= longestMs
/** ISO 8601 in UTC, as `toISOString` writes it. */
const iso = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?Z$/
const time: Check<string> = (value): value is string => typeof value === 'string' && iso.test(value)
const flag: Check<boolean> = (value) => typeof value === 'boolean'
const status: Check<string | number> = (value) => text(value) || number(value)
const words: Check<readonly string[]> = (value) => Array.isArray(value) && value.every(text)
const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const texts = (value: unknown): value is Readonly<Record<string, string>> =>
  isMap(value) && Object.values(value).every(text)
const maybe =
  <T>(check: Check<T>): Check<T | undefined> =>
  (value) =>
    value === undefined || check(value)
const oneOf =
  <const T extends string>(...values: readonly T[]): Check<T> =>
  (value): value is T =>
    (values as readonly unknown[]).includes(value)
const orNull =
  <T>(check: Check<T>): Check<T | null> =>
  (value) =>
    value === null || check(value)
const listOf =
  <T>(check: Check<T>): Check<readonly T[]> =>
  (value): value is readonly T[] =>
    Array.isArray(value) && value.every(check)
const mapWith =
  <T>(shape: Shape<T>): Check<T> =>
  (value): value is T =>
    isMap(value) && wrongBy(Object.entries(shape), value) === undefined

const undo: Check<unknown> = mapWith({ fault: text, service: text })
const change = mapWith({
  kind: oneOf(...changeKinds),
  name: text,
  before: maybe(texts),
  of: maybe(text),
  keepUntil: maybe(time),
})
const span = { beganMs: ms, endMs: ms }

const contact: Check<Contact> = mapWith<Contact>({
  ...{ to: text, reached: oneOf('nothing', 'name', 'connection', 'handshake', 'answer'), fresh: flag },
  ...{ connectMs: maybe(ms), tlsMs: maybe(ms), firstByteMs: maybe(ms), bytes: maybe(number) },
  ...{ status: maybe(status), skewMs: maybe(ms), error: maybe(text) },
})

const loggedCall: Check<LoggedCall> = mapWith<LoggedCall>({
  ...{ service: text, caller: text, atMs: ms, kind: oneOf('call', 'answer', 'failed', 'alert') },
  ...{ status: maybe(number), reason: maybe(text), layer: maybe(text), dependency: maybe(text) },
  ...{ code: maybe(text), asked: maybe(words), backend: maybe(text), termination: maybe(text) },
  ...{ error: maybe(text), alert: maybe(text) },
})

const stamp: Shape<Stamp> = { seq: number, atMs: ms, time }

const shapes: Shapes = {
  attempt: {
    ...{ ...span, actor: text, access: text, outcome: oneOf(...outcomes), status: maybe(status) },
    ...{ layer: maybe(oneOf(...layers)), requestId: maybe(text), detail: maybe(text) },
    ...{ expiresMs: maybe(ms), contacts: maybe(listOf(contact)) },
  },
  trace: { attempt: number, requestId: text, calls: listOf(loggedCall) },
  'edge.calls': {
    ...{ from: text, to: text, phase: oneOf(...phases), requests: number, tries: number, most: number },
    ...{ passed: number, lost: number, lostIds: words },
  },
  'alert.received': {
    ...{ receivedMs: ms, from: text, alert: text },
    ...{ dependency: maybe(text), layer: maybe(text), code: maybe(text) },
  },
  control: {
    ...{ ...span, actor: text, control: text, outcome: oneOf(...outcomes), status: maybe(status) },
    ...{ requestId: maybe(text), detail: maybe(text) },
  },
  witness: {
    ...{ fault: text, moment: oneOf('before', 'begin', 'hold', 'end'), ok: flag, detail: text },
    witness: oneOf(...witnesses),
  },
  'runbook.step': {
    ...{ moment: oneOf('began', 'ended'), runbook: text, step: text, by: oneOf('machine', 'person') },
    ...{ who: text, plannedMs: orNull(ms), answer: maybe(text), detail: maybe(text) },
    ...{
      outcome: maybe(oneOf('done', 'refused', 'failed', 'not-done')),
      via: maybe(oneOf('terminal', 'file')),
    },
  },
  'run.roster': { coordinator: maybe(text), approvers: words, witness: maybe(text), participants: words },
  'run.approval': { approver: text, keyId: text, approvedAt: time },
  'run.started': { run: text, stack: text, versions: texts },
  'phase.began': { phase: oneOf(...phases) },
  'proof.dead': {
    ...{ ...span, actor: text, credential: text, ok: flag, outcome: oneOf(...outcomes) },
    ...{ status: maybe(status), detail: maybe(text) },
  },
  'fault.intent': { fault: text, undo, leaseMs: maybe(ms) },
  'fault.applied': { ...span, fault: text },
  'fault.failed': { fault: text, detail: text },
  'undo.intent': { fault: text },
  'undo.done': { ...span, fault: text },
  'undo.verified': { fault: text, ok: flag, conflict: maybe(flag), detail: maybe(text) },
  'step.began': { step: text },
  'step.ended': { ...span, step: text, ok: flag, tries: number, detail: maybe(text) },
  alert: {
    ...{ actor: text, alert: text, raisedMs: ms, seenMs: ms },
    ...{ ok: flag, knownPositive: flag, detail: maybe(text) },
  },
  'emergency.state': {
    ...{ state: text, generation: number, detail: maybe(text), requester: maybe(text) },
    ...{ approvers: maybe(words), incident: maybe(text), expiresMs: maybe(ms) },
  },
  'change.intent': { change: text, by: oneOf('workload', 'step'), plugin: text, what: change, leaseMs: ms },
  'change.undone': { change: text, ok: flag, conflict: maybe(flag), detail: maybe(text) },
  'target.identified': { service: text, identity: text },
  'actor.entered': { actor: text, workload: text },
  'actor.failed': { actor: text, detail: text },
  'clock.step': { byMs: ms },
  'clock.stall': { byMs: ms },
  'run.stopping': { cause: oneOf(...stopCauses), detail: text, access: maybe(text) },
  signal: { signal: text, count: number },
  'run.interrupted': { detail: text },
  'run.ended': { status: oneOf('completed', 'aborted', 'errored'), clean: flag, detail: maybe(text) },
}

type Fields = readonly (readonly [field: string, check: unknown])[]

const fieldsOf = new Map<unknown, Fields>(
  Object.entries(shapes).map(([type, shape]) => [type, Object.entries({ ...stamp, ...shape })]),
)

/** The field that keeps this from being a record of a journal: `type`, or one that its type needs otherwise. */
export function wrongField(record: Readonly<Record<string, unknown>>): string | undefined {
  const fields = fieldsOf.get(record.type)
  return fields ? wrongBy(fields, record) : 'type'
}

function wrongBy(fields: Fields, value: Readonly<Record<string, unknown>>): string | undefined {
  for (const [field, check] of fields) if (!(check as Check<unknown>)(value[field])) return field
  return undefined
}
