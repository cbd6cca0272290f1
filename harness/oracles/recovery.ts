import type { Measure, Reason } from '../model/finding.ts'
import { attemptsOf } from '../model/observed.ts'
import type { Plan, PlannedFault } from '../model/plan.ts'
import { type History, recordsOf } from '../model/record.ts'
import { seconds } from '../model/timing.ts'
import { healedMs } from './judging/deadlines.ts'
import { expectationReasons } from './judging/expectations.ts'
import { promise } from './judging/promise.ts'
import { cite, reason } from './judging/reason.ts'

function undoReason(history: History, fault: PlannedFault): Reason {
  const name = `${fault.fault} on ${fault.service}`
  const verified = recordsOf(history, 'undo.verified').findLast((entry) => entry.fault === fault.id)
  const done = recordsOf(history, 'undo.done').findLast((entry) => entry.fault === fault.id)
  const events = cite([done, verified].filter((entry) => entry !== undefined))
  if (!verified)
    return reason('inconclusive', 'undo-not-verified', `Nobody read back whether ${name} was undone.`, {
      events,
    })
  if (verified.ok) return reason('passed', 'undone', `${name} was undone, and read back.`, { events })
  const detail = verified.detail ? `: ${verified.detail}` : ''
  return reason('failed', 'undo-failed', `${name} was not undone${detail}.`, { events })
}

/** From the end of the undo to the first grant after which the class was always granted, judged or not. */
function steadyAfter(history: History, plan: Plan, access: string): Measure[] {
  const healed = healedMs(history, plan)
  if (healed === undefined) return []
  const after = attemptsOf(history, access).filter(
    (entry) => entry.outcome !== 'indeterminate' && entry.endMs >= healed,
  )
  const bad = after.findLastIndex((entry) => entry.outcome !== 'granted')
  const first = after[bad + 1]
  if (!first) return []
  const lowMs = bad === -1 ? 0 : Math.max(0, (after[bad]?.beganMs ?? healed) - healed)
  const highMs = Math.max(0, first.endMs - healed)
  const text = `${access} was steady ${seconds(highMs)} after the outage had been undone.`
  return [{ name: 'time-to-steady', access, lowMs, highMs, text }]
}

export const recovery = promise({
  name: 'recovery',
  promise: 'After the outage everything that should work works again, in time.',
  examine: (history, plan) => {
    const classes = plan.expectations.filter(
      (entry) => entry.phase === 'recovery' && entry.outcome === 'granted',
    )
    return {
      reasons: [
        ...plan.faults.map((fault) => undoReason(history, fault)),
        ...expectationReasons(history, plan, 'recovery'),
      ],
      measures: classes.flatMap((entry) => steadyAfter(history, plan, entry.access)),
    }
  },
  kept: ({ measures }) => {
    const slowest = measures.toSorted((a, b) => b.highMs - a.highMs)[0]
    if (!slowest) return 'The outage was undone.'
    return `Everything was back in time; ${slowest.access} took longest, ${seconds(slowest.highMs)} after the outage had been undone.`
  },
})
