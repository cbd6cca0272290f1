import type { AttemptRecord } from '../model/observed.ts'
import type { Plan } from '../model/plan.ts'
import type { JournalRecord } from '../model/record.ts'
import type { Stop } from '../model/stop.ts'

/** Attempts in a row that make an access path count as lost when the whole estate is. */
const collapseAfter = 5

/**
 * Hears the journal and says when an outage has spread further than it should: to an access path that is expected
 * to go on (`stopAfter`), or, where the scenario says nothing, to all that is expected to go on, of more than one
 * workload. A single path that is lost is what drills are made to find: it is reported, and does not end the drill.
 */
export function stopConditions(plan: Plan): (record: JournalRecord) => Stop | undefined {
  const lasting = new Map<string, number>()
  const losses = new Map<string, number>()
  return (record) => {
    if (record.type === 'fault.applied') lasting.set(record.fault, record.endMs)
    if (record.type === 'undo.intent') lasting.delete(record.fault)
    if (record.type !== 'attempt' || record.outcome === 'indeterminate') return undefined
    if (!isOutside(plan, record, lasting)) {
      losses.delete(record.access)
      return undefined
    }
    const lost = record.outcome === 'granted' ? 0 : (losses.get(record.access) ?? 0) + 1
    losses.set(record.access, lost)
    if (plan.stopAfter === undefined) return collapsed(plan, losses)
    return lost < plan.stopAfter ? undefined : spread(record, lost)
  }
}

/** Whether this attempt should be granted although a fault lasts. */
function isOutside(plan: Plan, attempt: AttemptRecord, lasting: ReadonlyMap<string, number>): boolean {
  const { access, beganMs } = attempt
  if (![...lasting.values()].some((sinceMs) => sinceMs <= beganMs)) return false
  const phase = plan.phases.find(({ fromMs, toMs }) => fromMs <= beganMs && beganMs < toMs)
  return plan.expectations.some(
    (expected) =>
      expected.access === access &&
      expected.phase === phase?.name &&
      expected.outcome === 'granted' &&
      beganMs >= phase.fromMs + expected.withinMs,
  )
}

function spread({ access, outcome, detail }: AttemptRecord, count: number): Stop {
  const answer = detail ? `${outcome}: ${detail}` : outcome
  const text = `${access} is outside the expected blast radius, and was not granted ${count} times in a row (${answer})`
  return { cause: 'stop-condition', text, access }
}

function collapsed(plan: Plan, losses: ReadonlyMap<string, number>): Stop | undefined {
  if ([...losses.values()].some((count) => count < collapseAfter)) return undefined
  const lost = plan.workloads.filter(({ classes }) => classes.some((access) => losses.has(access)))
  if (lost.length < 2) return undefined
  const names = [...losses.keys()].join(', ')
  return { cause: 'stop-condition', text: `nothing goes on that should: ${names} were lost, each of them` }
}
