import type { Reason } from '../../harness/model/finding.ts'
import type { Span } from '../../harness/model/plan.ts'
import { assess } from '../../harness/oracles/judging/breaches.ts'
import type { Evidence } from '../report.ts'

/** One thing that went wrong: all that speaks against one promise about one kind of access. */
export interface Failure {
  readonly oracle: string
  readonly access?: string
  /** The most telling reason in words. */
  readonly text: string
  /** How many more reasons say so. */
  readonly more: number
  readonly owner?: string
  readonly codes: readonly string[]
  /** From the first to the last time that it was seen, on the run's clock; undefined when no record tells. */
  readonly seen?: Span
}

/** What failed, in the order of the promises; the first reason of each is the one that judges put first. */
export function failures(evidence: Evidence): readonly Failure[] {
  const told = known.get(evidence) ?? found(evidence)
  known.set(evidence, told)
  return told
}

/** Several parts of a document ask for them, and each time the whole journal would be gone through. */
const known = new WeakMap<Evidence, readonly Failure[]>()

function found(evidence: Evidence): Failure[] {
  const breaches = breachSpans(evidence)
  return evidence.judgement.findings.flatMap(({ oracle, reasons }) => {
    const failed = reasons.filter(({ verdict }) => verdict === 'failed')
    return [...Map.groupBy(failed, (reason) => reason.access ?? reason.code).values()].map(
      (group): Failure => {
        const [first] = group as [Reason, ...Reason[]]
        const seen = breaches.get(first.access ?? '') ?? cited(evidence, group)
        return {
          ...{ oracle, text: first.text, more: group.length - 1 },
          codes: [...new Set(group.map(({ code }) => code))],
          ...(first.access === undefined ? {} : { access: first.access }),
          ...(first.owner === undefined ? {} : { owner: first.owner }),
          ...(seen === undefined ? {} : { seen }),
        }
      },
    )
  })
}

/** Access class → when its attempts came out otherwise than promised. */
function breachSpans({ plan, history }: Evidence): ReadonlyMap<string, Span> {
  const all = assess(history, plan).flatMap(({ expected, breaches }) =>
    breaches
      .filter(({ verdict }) => verdict === 'failed')
      .map(({ attempt }) => ({ access: expected.access, fromMs: attempt.beganMs, toMs: attempt.endMs })),
  )
  return new Map(
    [...Map.groupBy(all, ({ access }) => access)].map(([access, spans]) => [access, hull(spans)]),
  )
}

function cited({ history }: Evidence, group: readonly Reason[]): Span | undefined {
  const wanted = new Set(group.flatMap(({ events }) => events))
  const spans = history
    .filter(({ seq }) => wanted.has(seq))
    .map((entry) =>
      'beganMs' in entry
        ? { fromMs: entry.beganMs, toMs: entry.endMs }
        : { fromMs: entry.atMs, toMs: entry.atMs },
    )
  return spans.length === 0 ? undefined : hull(spans)
}

function hull(spans: readonly Span[]): Span {
  return spans.reduce((a, b) => ({ fromMs: Math.min(a.fromMs, b.fromMs), toMs: Math.max(a.toMs, b.toMs) }))
}
