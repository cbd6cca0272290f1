import { DrillError } from '../model/error.ts'
import { recordsOf } from '../model/record.ts'
import type { Stack } from '../stacks/stack.ts'
import type { Catalog } from './catalog.ts'
import { resumedClock } from './clock.ts'
import { openCustodies } from './custody.ts'
import { openJournal, readJournal } from './journal.ts'
import { redactor } from './redact.ts'
import { healed, openUndos } from './undo.ts'

export interface Recovered {
  readonly undone: readonly string[]
  readonly started: readonly string[]
}

/**
 * Undoes, from any process, what a run that died left behind on a stack: open faults newest first, then parts
 * that do not run. What was in flight is closed by `run.interrupted`. Throws `undo-failed` when something stays.
 */
export async function recover(
  stack: Stack,
  catalog: Catalog,
  progress: (text: string) => void,
): Promise<Recovered> {
  const undone: string[] = []
  for (const custody of openCustodies(stack)) {
    const history = readJournal(custody.journal)
    const clock = resumedClock(history.at(-1))
    const journal = openJournal(custody.journal, clock, redactor(await stack.secrets()))
    try {
      if (recordsOf(history, 'run.ended').length === 0)
        journal.write({ type: 'run.interrupted', detail: 'the runner died; recovered by another process' })
      for (const { id, undo } of openUndos(history)) {
        const fault = catalog.faults[undo.fault]
        if (!fault)
          throw new DrillError(
            'undo-failed',
            `${custody.run} injected "${undo.fault}", which this version does not know`,
          )
        progress(`undoing ${undo.fault} on ${undo.service} (${custody.run})`)
        await healed({ stack, journal, clock }, fault, id, undo)
        undone.push(`${custody.run}: ${undo.fault} on ${undo.service}`)
      }
    } finally {
      journal.close()
    }
  }
  return { undone, started: await startDead(stack, progress) }
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
