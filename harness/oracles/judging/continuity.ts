import type { Measure } from '../../model/finding.ts'
import { attemptsOf, inForce } from '../../model/observed.ts'
import type { Plan, Span } from '../../model/plan.ts'
import type { History } from '../../model/record.ts'
import { seconds } from '../../model/timing.ts'

/** The time in which every fault of the plan was in force at once; `undefined` when there was none. */
export function outage(history: History, plan: Plan): Span | undefined {
  const spans = plan.faults.map((fault) => inForce(history, fault.id))
  if (spans.length === 0 || spans.some((span) => span === undefined)) return undefined
  const known = spans as Span[]
  const span = {
    fromMs: Math.min(...known.map((s) => s.fromMs)),
    toMs: Math.max(...known.map((s) => s.toMs)),
  }
  return span.toMs > span.fromMs ? span : undefined
}

/** How long a class went on without a break once the outage had begun: last grant before the first refusal. */
export function continuityOf(history: History, plan: Plan, access: string): Measure | undefined {
  const span = outage(history, plan)
  if (!span) return undefined
  const attempts = attemptsOf(history, access).filter(
    (entry) => entry.outcome !== 'indeterminate' && entry.beganMs >= span.fromMs && entry.endMs <= span.toMs,
  )
  if (attempts.length === 0) return undefined
  const broke = attempts.findIndex((entry) => entry.outcome !== 'granted')
  const lived = broke === -1 ? attempts : attempts.slice(0, broke)
  const lowMs = Math.max(0, (lived.at(-1)?.beganMs ?? span.fromMs) - span.fromMs)
  const wholeMs = span.toMs - span.fromMs
  const highMs = broke === -1 ? wholeMs : (attempts[broke]?.endMs ?? span.toMs) - span.fromMs
  const lifetime =
    broke === -1 ? `${seconds(wholeMs)} of ${seconds(wholeMs)}` : `${seconds(lowMs)} of ${seconds(wholeMs)}`
  return { name: 'continuity', access, lowMs, highMs, text: `${access} lived ${lifetime} of outage.` }
}
