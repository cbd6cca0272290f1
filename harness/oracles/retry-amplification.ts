import type { Reason } from '../model/finding.ts'
import type { Plan } from '../model/plan.ts'
import { type History, type JournalRecord, recordsOf } from '../model/record.ts'
import { promise } from './judging/promise.ts'
import { cite, reason } from './judging/reason.ts'

type EdgeRecord = Extract<JournalRecord, { type: 'edge.calls' }>

/** Fewer requests say nothing of how a client behaves. */
const leastRequests = 3

interface Amplified {
  readonly edge: EdgeRecord
  /** Tries for each request, against those before the outage. */
  readonly factor: number
}

/** Every way that was gone in the outage or after it, against how it was gone before: a page takes several calls. */
function amplified(edges: readonly EdgeRecord[]): readonly Amplified[] {
  const services = new Set(edges.map(({ to }) => to))
  return edges
    .filter(({ phase, requests }) => phase !== 'before' && requests >= leastRequests)
    .flatMap((edge) => {
      const before = edges.find(
        ({ from, to, phase }) => phase === 'before' && from === edge.from && to === edge.to,
      )
      // What callers do of whom nothing was seen before may be what they always do; services answer one request at a time.
      if (!before?.requests && !services.has(edge.from)) return []
      const usual = before?.requests ? Math.max(1, before.tries / before.requests) : 1
      return [{ edge, factor: edge.tries / edge.requests / usual }]
    })
}

function reasonsOf(history: History, bound: number): Reason[] {
  const all = amplified(recordsOf(history, 'edge.calls')).toSorted((a, b) => b.factor - a.factor)
  const worst = all[0]
  if (!worst)
    return [
      reason('inconclusive', 'retries-not-observed', 'No log tells how often a dependency was tried.', {
        events: [],
      }),
    ]
  const storms = all.filter(({ factor }) => factor > bound)
  const told = ({ edge: { from, to, phase, most }, factor }: Amplified) =>
    `${from} tried ${to} ${factor.toFixed(1)} times for each request ${phase === 'during' ? 'in the outage' : `in ${phase}`} (at most ${most} times for one)`
  if (storms.length > 0)
    return storms.map((storm) =>
      reason('failed', 'retry-storm', `${told(storm)}; ${bound} are allowed.`, { events: [storm.edge.seq] }),
    )
  const text = `Nobody tried more than ${bound} times for a request: ${told(worst)}.`
  return [reason('passed', 'retries-bounded', text, { events: cite(all.map(({ edge }) => edge)) })]
}

export const retryAmplification = promise({
  name: 'retry-amplification',
  promise: 'Who waits for a dependency does not storm it.',
  applies: (plan: Plan) => plan.amplification !== undefined,
  examine: (history, plan) => ({ reasons: reasonsOf(history, plan.amplification ?? 0), measures: [] }),
  kept: ({ reasons }) => reasons[0]?.text ?? '',
})
