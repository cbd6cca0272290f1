import { stepEnd } from '../../harness/model/observed.ts'
import type { Plan, Span } from '../../harness/model/plan.ts'
import type { History } from '../../harness/model/record.ts'
import { assess } from '../../harness/oracles/judging/breaches.ts'
import type { Evidence } from '../report.ts'
import { bandsOf } from './bands.ts'
import type { Box } from './marks.ts'
import { outcomeColour, outcomeHeight } from './palette.ts'

export interface Row {
  readonly label: string
  readonly boxes: readonly Box[]
}

/** One row an access class, twins beneath their principals, in the order of the workloads. */
export function accessRows(evidence: Evidence): Row[] {
  const { plan, history } = evidence
  const broken = breachBoxes(plan, history)
  const firsts = plan.workloads.slice(1).map((workload) => workload.classes[0])
  const rule = box('rule', { fromMs: 0, toMs: plan.durationMs }, 'var(--line)')
  return classesOf(plan).map((access) => {
    const bands = bandsOf(history, access)
      .filter(({ fromMs }) => fromMs < plan.durationMs)
      .map(({ fromMs, toMs, outcome }) => ({
        ...box('band', { fromMs, toMs: Math.min(toMs, plan.durationMs) }, outcomeColour[outcome], outcome),
        share: outcomeHeight[outcome],
      }))
    const boxes = [...bands, ...owed(evidence, access), ...(broken.get(access) ?? [])]
    return { label: access, boxes: firsts.includes(access) ? [rule, ...boxes] : boxes }
  })
}

function box(kind: Box['kind'], { fromMs, toMs }: Span, fill: string, text = ''): Box {
  return { kind, fromMs, toMs, fill, share: 1, text }
}

/** From the command to the denial that lasted. */
function owed({ plan, history, judgement }: Evidence, access: string): Box[] {
  const planned = plan.revocations.find((entry) => entry.access === access)
  if (!planned) return []
  const fromMs = stepEnd(history, planned.step)?.beganMs ?? planned.atMs
  return judgement.findings
    .flatMap((finding) => finding.measures)
    .filter((measure) => measure.access === access && measure.name.startsWith('revocation-'))
    .map(({ name, highMs }) => {
      const text = name === 'revocation-debt' ? 'revocation debt' : ''
      return box('bracket', { fromMs, toMs: fromMs + highMs }, 'var(--accent)', text)
    })
}

/** Where attempts came out otherwise than promised, phase by phase. */
function breachBoxes(plan: Plan, history: History): Map<string, Box[]> {
  const boxes = assess(history, plan).flatMap(({ expected, breaches }) => {
    const attempts = breaches.filter((breach) => breach.verdict === 'failed').map((breach) => breach.attempt)
    const [first, last] = [attempts[0], attempts.at(-1)]
    if (!first || !last) return []
    const span = { fromMs: first.beganMs, toMs: last.endMs }
    return [
      { access: expected.access, ...box('breach', span, 'var(--failed)', `✕ promised ${expected.outcome}`) },
    ]
  })
  return Map.groupBy(boxes, (box) => box.access)
}

function classesOf(plan: Plan): string[] {
  const known = plan.workloads.flatMap((workload) =>
    workload.classes.flatMap((access) => [
      access,
      ...plan.revocations.filter((entry) => entry.access === access).map((entry) => entry.twin),
    ]),
  )
  return [...new Set([...known, ...plan.expectations.map((entry) => entry.access)])]
}
