import { setTimeout as pause } from 'node:timers/promises'
import { DrillError } from '../model/error.ts'
import { recordsOf } from '../model/record.ts'
import type { Stack } from '../stacks/stack.ts'
import type { Catalog } from './catalog.ts'
import { undoChanges } from './changes.ts'
import { deserted, endCustody, isOpen } from './custody.ts'
import { type Resumed, resumed } from './interrupted.ts'
import { readJournal } from './journal.ts'
import { redactor } from './redact.ts'
import { type Undone, undoFaults, undoLate } from './undo.ts'

/** What was announced this long (ms) ago has long been done, or never will be. */
const recentMs = 15_000
/** How long a server may take for what it was asked. */
const lateMs = 2_000

export interface Recovered {
  readonly undone: readonly string[]
  readonly started: readonly string[]
}

/** A run that left something, or never came to its end. */
interface Left extends Resumed {
  readonly run: string
}

/**
 * Undoes, from any process, what runs that died left behind on a stack: open faults newest first, then parts that do
 * not run, then every other change. What was in flight is closed by `run.interrupted`. Whatever stays does not keep
 * the rest from being undone; then it throws `undo-failed`, or `conflict` when all that stays is somebody else's.
 */
export async function recover(
  stack: Stack,
  catalog: Catalog,
  progress: (text: string) => void,
): Promise<Recovered> {
  const redact = redactor(await stack.secrets())
  const left = deserted(stack).map(({ run, journal }): Left => ({ run, ...resumed(journal, redact) }))
  try {
    const faults = await each(left, (one) =>
      undoFaults({ stack, catalog, ...one }, one.history, (what) => progress(`undoing ${what} (${one.run})`)),
    )
    await whatIsLate(left)
    const late = await each(left, (one) => undoLate({ stack, catalog, ...one }, one.history))
    const spared = [...faults.failures, ...late.failures].flatMap(({ service }) => service ?? [])
    const started = await startDead(stack, spared, progress)
    const changes = await each(left, (one) => undoChanges({ stack, catalog, ...one }, one.history))
    for (const { journal } of left)
      if (!isOpen(readJournal(journal.file))) await endCustody(stack, { journal: journal.file })
    throwAll([...faults.failures, ...late.failures, ...changes.failures])
    return { undone: [...faults.undone, ...changes.undone], started }
  } finally {
    for (const { journal } of left) journal.close()
  }
}

/**
 * Servers go on with what a process that died had asked them for: looked for at once, a person would not be there yet.
 * Waits where something had been announced shortly before.
 */
async function whatIsLate(left: readonly Left[]): Promise<void> {
  const sinceMs = Date.now() - recentMs
  const isRecent = ({ history }: Left) =>
    [...recordsOf(history, 'fault.intent'), ...recordsOf(history, 'change.intent')].some(
      ({ time }) => Date.parse(time) > sinceMs,
    )
  if (left.some(isRecent)) await pause(lateMs)
}

/** One run after the other, the youngest first; what was undone is told with the run's name. */
async function each(left: readonly Left[], undo: (one: Left) => Promise<Undone>): Promise<Undone> {
  const all: Undone[] = []
  for (const one of left.toReversed()) {
    const { undone, failures } = await undo(one)
    all.push({ undone: undone.map((what) => `${one.run}: ${what}`), failures })
  }
  return { undone: all.flatMap(({ undone }) => undone), failures: all.flatMap(({ failures }) => failures) }
}

/** A restart that was cut off leaves a part down without any open fault. Parts that stay as they are on purpose are spared. */
async function startDead(
  stack: Stack,
  spared: readonly string[],
  progress: (text: string) => void,
): Promise<string[]> {
  const services = Object.keys(stack.estate.services).filter((service) => !spared.includes(service))
  const states = await Promise.all(services.map((service) => stack.state(service)))
  const dead = services.filter((_, index) => states[index] !== 'running')
  for (const service of dead) {
    progress(`starting ${service}, which did not run`)
    if ((await stack.state(service)) === 'paused') await stack.resume(service)
    else await stack.start(service)
  }
  return dead
}

/** Throws for what stayed, as one error; a conflict counts less than what could not be undone. */
export function throwAll(failures: Undone['failures']): void {
  const errors = failures.map(({ error }) => error)
  const first = errors.find((error) => codeOf(error) !== 'conflict') ?? errors[0]
  if (first === undefined || errors.length === 1) throwIf(first)
  else {
    const { next } = first instanceof DrillError ? first : {}
    const message = errors.map((error) => (error as Error).message).join('; ')
    const code = codeOf(first) === 'conflict' ? 'conflict' : 'undo-failed'
    throw new DrillError(code, message, { cause: new AggregateError(errors), next })
  }
}

function throwIf(error: unknown): void {
  if (error !== undefined) throw error
}

const codeOf = (error: unknown) => (error instanceof DrillError ? error.code : 'internal')
