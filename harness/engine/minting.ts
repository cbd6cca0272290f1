import { DrillError } from '../model/error.ts'
import { type History, type Minted, recordsOf } from '../model/record.ts'
import type { Stack } from '../stacks/stack.ts'
import type { Catalog } from './catalog.ts'
import type { Journal } from './journal.ts'

/** Longest time that deleting what one workload made may take. */
const patienceMs = 15_000

interface Deleting {
  readonly stack: Stack
  readonly catalog: Catalog
  readonly journal: Journal
}

/** What was to be made for the run and is not known to be gone: each is taken as there. By workload. */
export function openMints(history: History): Map<string, Minted[]> {
  const gone = new Set(
    recordsOf(history, 'mint.removed')
      .filter(({ ok }) => ok)
      .map(({ minted }) => minted.name),
  )
  const open = recordsOf(history, 'mint.intent').filter(({ minted }) => !gone.has(minted.name))
  const byWorkload = Map.groupBy(open, ({ workload }) => workload)
  return new Map([...byWorkload].map(([name, entries]) => [name, entries.map(({ minted }) => minted)]))
}

/** Deletes what was made for a run, and records it. Throws `undo-failed`, after all were tried, when something stays. */
export async function deleteMints(deleting: Deleting, history: History): Promise<Minted[]> {
  const open = [...openMints(history)]
  const ended = await Promise.allSettled(open.map(([workload, made]) => deleteOf(deleting, workload, made)))
  const failed = ended.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
  return open.flatMap(([, made]) => made)
}

async function deleteOf(
  { stack, catalog, journal }: Deleting,
  name: string,
  made: readonly Minted[],
): Promise<void> {
  const removed = (ok: boolean, detail?: string) => {
    for (const minted of made) journal.write({ type: 'mint.removed', minted, ok, detail })
  }
  try {
    const unmint = catalog.workloads[name]?.unmint
    if (!unmint) throw new DrillError('internal', `no workload ${name} that deletes what it made`)
    await unmint(stack, made, AbortSignal.timeout(patienceMs))
    removed(true)
  } catch (cause) {
    removed(false, (cause as Error).message)
    const names = made.map((minted) => `${minted.kind} ${minted.name}`).join(', ')
    throw new DrillError('undo-failed', `what was made for the drill could not be deleted: ${names}`, {
      cause,
      next: 'run `drill recover`; if it fails too, `drill down` removes the whole stack',
    })
  }
}
