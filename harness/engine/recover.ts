import { DrillError } from '../model/error.ts'
import { type History, recordsOf } from '../model/record.ts'
import type { Stack } from '../stacks/stack.ts'
import type { Catalog } from './catalog.ts'
import { type Clock, resumedClock } from './clock.ts'
import { openCustodies } from './custody.ts'
import { type Journal, openJournal, readJournal } from './journal.ts'
import { deleteMints, openMints } from './minting.ts'
import { redactor } from './redact.ts'
import { healed, openUndos } from './undo.ts'

export interface Recovered {
  readonly undone: readonly string[]
  readonly started: readonly string[]
}

/** A run that left something, and its journal, to go on writing. */
interface Opened {
  readonly run: string
  readonly history: History
  readonly clock: Clock
  readonly journal: Journal
}

/**
 * Undoes, from any process, what a run that died left behind on a stack: open faults newest first, then parts
 * that do not run, then what was made for the run. What was in flight is closed by `run.interrupted`. Throws
 * `undo-failed` when something stays.
 */
export async function recover(
  stack: Stack,
  catalog: Catalog,
  progress: (text: string) => void,
): Promise<Recovered> {
  const opened = await openAll(stack)
  try {
    const undone: string[] = []
    for (const one of opened) undone.push(...(await healAll(stack, catalog, one, progress)))
    const started = await startDead(stack, progress)
    for (const one of opened) undone.push(...(await deleteAll(stack, catalog, one, progress)))
    return { undone, started }
  } finally {
    for (const { journal } of opened) journal.close()
  }
}

async function openAll(stack: Stack): Promise<Opened[]> {
  const redact = redactor(await stack.secrets())
  return openCustodies(stack).map(({ run, journal: file }) => {
    const history = readJournal(file)
    const clock = resumedClock(history.at(-1))
    const journal = openJournal(file, clock, redact)
    if (recordsOf(history, 'run.ended').length === 0)
      journal.write({ type: 'run.interrupted', detail: 'the runner died; recovered by another process' })
    return { run, history, clock, journal }
  })
}

async function healAll(
  stack: Stack,
  catalog: Catalog,
  { run, history, clock, journal }: Opened,
  progress: (text: string) => void,
): Promise<string[]> {
  const undone: string[] = []
  for (const { id, undo } of openUndos(history)) {
    const fault = catalog.faults[undo.fault]
    if (!fault)
      throw new DrillError('undo-failed', `${run} injected "${undo.fault}", which this version does not know`)
    progress(`undoing ${undo.fault} on ${undo.service} (${run})`)
    await healed({ stack, journal, clock }, fault, id, undo)
    undone.push(`${run}: ${undo.fault} on ${undo.service}`)
  }
  return undone
}

/** When everything runs again: what was made stands in servers. */
async function deleteAll(
  stack: Stack,
  catalog: Catalog,
  { run, history, journal }: Opened,
  progress: (text: string) => void,
): Promise<string[]> {
  if (openMints(history).size > 0) progress(`deleting what was made for ${run}`)
  const deleted = await deleteMints({ stack, catalog, journal }, history)
  return deleted.map(({ kind, name }) => `${run}: ${kind} ${name}`)
}

/** A restart step that died half-way leaves a part down without any open fault. */
async function startDead(stack: Stack, progress: (text: string) => void): Promise<string[]> {
  const services = Object.keys(stack.estate.services)
  const states = await Promise.all(services.map((service) => stack.state(service)))
  const dead = services.filter((_, index) => states[index] !== 'running')
  for (const service of dead) {
    progress(`starting ${service}, which did not run`)
    if ((await stack.state(service)) === 'paused') await stack.resume(service)
    else await stack.start(service)
  }
  return dead
}
