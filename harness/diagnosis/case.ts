import { type History, type JournalRecord, perHistory, recordsOf } from '../model/record.ts'
import type { Contact, LoggedCall } from '../model/trace.ts'
import { type Skew, skewsOf } from './skew.ts'

export type AttemptRecord = Extract<JournalRecord, { type: 'attempt' }>

/** A way that somebody went at that time, and how far it came. */
export interface Way extends Contact {
  readonly actor: string
  readonly beganMs: number
  readonly endMs: number
}

/** What a diagnosis of one attempt may look at: what was seen, never what was injected. */
export interface Case {
  readonly attempt: AttemptRecord
  /** Its lines in every log; empty when it was not traced. */
  readonly calls: readonly LoggedCall[]
  /** What came of other ways to `to` at the same time: the same actor's where there are any, else everybody's. */
  around(to: string): readonly Way[]
  /** The same of everybody, whoever it was. */
  everybody(to: string): readonly Way[]
  /** How services say that their own calls to `to` failed at that time. */
  told(to: string): readonly LoggedCall[]
  /** Clocks that were seen to be wrong at that time. */
  readonly skewed: readonly Skew[]
  /** Whether the same actor's credential was refused elsewhere, at that time, because its issuer or key was not trusted. */
  readonly distrusted: boolean
}

/** Others count as evidence when they went the same way so near in time. */
const nearMs = 4_000

type Spanned = { readonly beganMs: number; readonly endMs: number }

/** The case of every attempt that was not granted. */
export const casesOf = perHistory((history: History): readonly Case[] => {
  const attempts = recordsOf(history, 'attempt')
  const traces = new Map(recordsOf(history, 'trace').map(({ attempt, calls }) => [attempt, calls]))
  const ways = attempts.flatMap(waysOf)
  const told = [...traces.values()].flat().filter(({ kind }) => kind === 'failed')
  const rows = rowsOf(attempts)
  const callsOf = (attempt: AttemptRecord) => callsFor(attempt, rows, traces)
  const skews = skewsOf(attempts, traces, callsOf)
  // What is never let in says nothing of the credential that is.
  const known = new Set(attempts.flatMap(({ outcome, access }) => (outcome === 'granted' ? [access] : [])))
  const distrusted = attempts.filter(
    (attempt) =>
      attempt.outcome === 'denied' &&
      known.has(attempt.access) &&
      callsOf(attempt).some(({ kind, layer }) => kind === 'call' && layer === 'trust'),
  )
  return attempts
    .filter(({ outcome }) => outcome !== 'granted')
    .map((attempt): Case => {
      const near = <T>(all: readonly T[], spanOf: (one: T) => Spanned) =>
        all.filter((one) => isNear(attempt, spanOf(one)))
      const others = (to: string) =>
        near(ways, (way) => way).filter((way) => way.to === to && way.beganMs !== attempt.beganMs)
      const at = ({ atMs }: { readonly atMs: number }) => ({ beganMs: atMs, endMs: atMs })
      return {
        attempt,
        calls: callsOf(attempt),
        everybody: (to) => others(to),
        around: (to) => {
          const all = others(to)
          const own = all.filter(({ actor }) => actor === attempt.actor)
          return own.length > 0 ? own : all
        },
        told: (to) => near(told, at).filter(({ dependency }) => dependency === to),
        skewed: near(skews, at),
        distrusted: near(distrusted, (one) => one).some(({ actor }) => actor === attempt.actor),
      }
    })
})

/** Whether it began while the other was under way: what it met, the other would have met too. */
export const isMeanwhile = ({ beganMs }: Spanned, during: Spanned) =>
  beganMs >= during.beganMs && beganMs <= during.endMs

const isNear = ({ beganMs, endMs }: Spanned, other: Spanned) =>
  other.endMs >= beganMs - nearMs && other.beganMs <= endMs + nearMs

function waysOf({ actor, beganMs, endMs, contacts = [] }: AttemptRecord): Way[] {
  return contacts.map((contact) => ({
    ...(contact.reached === 'answer' ? {} : { error: 'TIMEOUT' }),
    ...{ ...contact, actor, beganMs, endMs },
  }))
}

const kindOf = ({ outcome, status, layer, detail }: AttemptRecord) =>
  `${outcome} ${status} ${layer} ${detail}`

/** Equal failures in a row, by the `seq` of each: only the ends of such a row are traced, and stand for the others. */
function rowsOf(attempts: readonly AttemptRecord[]): ReadonlyMap<number, readonly number[]> {
  const rows = new Map<number, number[]>()
  const last = new Map<string, { readonly kind: string; readonly row: number[] }>()
  for (const attempt of attempts) {
    const path = `${attempt.actor} ${attempt.access}`
    const before = last.get(path)
    const kind = kindOf(attempt)
    const row = before?.kind === kind ? before.row : []
    row.push(attempt.seq)
    rows.set(attempt.seq, row)
    last.set(path, { kind, row })
  }
  return rows
}

function callsFor(
  { seq }: AttemptRecord,
  rows: ReadonlyMap<number, readonly number[]>,
  traces: ReadonlyMap<number, readonly LoggedCall[]>,
): readonly LoggedCall[] {
  const own = traces.get(seq)
  if (own) return own
  const known = (rows.get(seq) ?? []).flatMap((other) => {
    const calls = traces.get(other)
    return calls
      ? [{ calls, far: Math.abs(other - seq), told: calls.some(({ layer }) => layer !== undefined) }]
      : []
  })
  // The end of a row may be of the moment after, when nothing was wrong any more but the answer.
  return known.toSorted((a, b) => Number(b.told) - Number(a.told) || a.far - b.far)[0]?.calls ?? []
}
