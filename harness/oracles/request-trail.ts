import type { Reason } from '../model/finding.ts'
import type { Plan } from '../model/plan.ts'
import { type History, type JournalRecord, recordsOf } from '../model/record.ts'
import { promise } from './judging/promise.ts'
import { cite, reason } from './judging/reason.ts'

type EdgeRecord = Extract<JournalRecord, { type: 'edge.calls' }>

/** One lost line may be a service that was killed as it wrote; a trail that breaks loses nearly all. */
const leastLost = 3

const isBroken = ({ passed, lost }: EdgeRecord) => lost >= leastLost && lost > passed / 2

function brokenReason(edges: readonly EdgeRecord[]): Reason[] {
  const broken = Map.groupBy(edges.filter(isBroken), ({ from, to }) => `${from} → ${to}`)
  return [...broken].map(([edge, records]) => {
    const sum = (of: 'passed' | 'lost') => records.reduce((total, record) => total + record[of], 0)
    const text = `The request ID breaks off at ${edge}: ${sum('lost')} of ${sum('passed')} requests cannot be followed, such as ${records[0]?.lostIds[0]}.`
    return reason('failed', 'trail-broken', text, { events: cite(records) })
  })
}

function keptReason(edges: readonly EdgeRecord[]): Reason {
  // A client's own request is followed where the first service logged it.
  const followed = edges.filter((edge) => (edge.passed > 0 ? !isBroken(edge) : edge.requests > 0))
  if (followed.length === 0)
    return reason('inconclusive', 'trail-not-observed', 'No request could be followed from log to log.', {
      events: cite(edges),
    })
  const names = [...new Set(followed.map(({ from, to }) => `${from} → ${to}`))].join(', ')
  return reason('passed', 'trail-kept', `Requests could be followed over ${names}.`, {
    events: cite(followed),
  })
}

export const requestTrail = promise({
  name: 'request-trail',
  promise: 'A request can be followed by its ID through every log that it passes.',
  applies: (plan: Plan) => plan.amplification !== undefined,
  examine: (history: History) => {
    const edges = recordsOf(history, 'edge.calls')
    return { reasons: [...brokenReason(edges), keptReason(edges)], measures: [] }
  },
  kept: ({ reasons }) => reasons[0]?.text ?? '',
})
