import type { CustomSeriesOption, EChartsOption } from 'echarts'
import type { Measure } from '../../harness/model/finding.ts'
import type { FrontierPoint, Plan } from '../../harness/model/plan.ts'
import { seconds } from '../../harness/model/timing.ts'
import { outage } from '../../harness/oracles/judging/continuity.ts'
import type { Evidence } from '../report.ts'
import { svg } from './chart.ts'
import { html, type Markup } from './markup.ts'
import { tickMs } from './timeline.ts'

/** One side of a path: what was predicted at most (`null`: not bounded here), and what was measured. */
interface Side {
  readonly predictedMs: number | null
  readonly measured: Measure | undefined
  /** The measurement ended with the drill, not with the access. */
  readonly open: boolean
}

export interface Path {
  readonly access: string
  readonly because: string
  readonly continuity: Side
  readonly stale: Side
}

/** Every path of the plan's frontier with what the findings measured of it. */
export function paths({ plan, history, judgement }: Evidence): Path[] {
  const span = outage(history, plan)
  const wholeMs = span ? span.toMs - span.fromMs : Number.POSITIVE_INFINITY
  const measures = judgement.findings.flatMap((finding) => finding.measures)
  return plan.frontier.map((point) => {
    const lived = measures.find((entry) => entry.name === 'continuity' && entry.access === point.access)
    const stale = measures.find(
      (entry) => entry.name.startsWith('revocation-') && speaksFor(plan, entry, point),
    )
    const whole = lived !== undefined && lived.highMs >= wholeMs
    return {
      access: point.access,
      because: point.because,
      continuity: { predictedMs: point.continuityMs, measured: lived, open: whole },
      stale: { predictedMs: point.staleMs, measured: stale, open: false },
    }
  })
}

/** A revoked principal speaks for the access class that it holds under another name. */
function speaksFor(plan: Plan, measure: Measure, point: FrontierPoint): boolean {
  if (measure.access === point.access) return true
  const workload = plan.workloads.find((entry) => measure.access && entry.classes.includes(measure.access))
  return workload?.options.access === point.access
}

const rowPx = 34
const width = 1160
const middle = { left: 150, gap: 40 }

/** Continuity to the left, stale acceptance to the right; a row a path. Outlined: predicted. Solid: measured. */
export function frontier(evidence: Evidence): Markup {
  const all = paths(evidence)
  if (all.length === 0) return html`<p class="quiet">The plan predicts no bounds.</p>`
  const chart = svg(option(all, evidence.plan.durationMs), width, all.length * rowPx + 70)
  return html`<figure class="chart" role="img" aria-label="Continuity against stale acceptance per access path">${chart}</figure>
<table class="compact"><caption>The same in words</caption><thead><tr><th>Path</th><th>Goes on: predicted</th><th>measured</th><th>Still accepted once revoked: predicted</th><th>measured</th><th>Because</th></tr></thead><tbody>
${all.map((path) => html`<tr><th>${path.access}</th><td>${predicted(path.continuity)}</td><td>${measured(path.continuity)}</td><td>${predicted(path.stale)}</td><td>${measured(path.stale)}</td><td class="quiet">${path.because}</td></tr>`)}
</tbody></table>`
}

function predicted({ predictedMs }: Side): string {
  return predictedMs === null ? 'not bounded here' : `≤ ${seconds(predictedMs)}`
}

function measured({ measured: measure, open }: Side): string {
  if (!measure) return 'not tried'
  if (open) return `≥ ${seconds(measure.highMs)} (all of the outage)`
  return `${seconds(measure.lowMs)} to ${seconds(measure.highMs)}`
}

function option(all: readonly Path[], durationMs: number): EChartsOption {
  const half = (width - middle.left - middle.gap - 30) / 2
  const ink = { color: 'var(--ink-2)', fontSize: 11, fontFamily: 'inherit' }
  const grids = [
    { left: middle.left, width: half, top: 34, bottom: 32 },
    { left: middle.left + half + middle.gap, width: half, top: 34, bottom: 32 },
  ]
  const names = ['goes on without the authority for', 'still accepted once revoked for']
  return {
    grid: grids,
    xAxis: names.map((name, gridIndex) => ({
      type: 'value' as const,
      gridIndex,
      min: 0,
      max: durationMs,
      interval: tickMs(durationMs) * 2,
      silent: true,
      name,
      nameLocation: 'middle' as const,
      nameGap: -(all.length * rowPx + 22),
      nameTextStyle: { ...ink, fontWeight: 600, color: 'var(--ink)' },
      axisLabel: { ...ink, formatter: (ms: number) => `${ms / 1000} s` },
      splitLine: { lineStyle: { color: 'var(--line-2)' } },
    })),
    yAxis: grids.map((_grid, gridIndex) => ({
      type: 'category' as const,
      gridIndex,
      inverse: true,
      silent: true,
      data: all.map((path) => path.access),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: 'var(--line)' } },
      axisLabel: gridIndex === 0 ? { ...ink, color: 'var(--ink)' } : { show: false },
    })),
    series: [
      bars(
        all.map((path) => path.continuity),
        0,
        'var(--granted)',
        durationMs,
      ),
      bars(
        all.map((path) => path.stale),
        1,
        'var(--denied)',
        durationMs,
      ),
    ],
  }
}

function bars(sides: readonly Side[], index: number, fill: string, maxMs: number): CustomSeriesOption {
  return {
    type: 'custom',
    silent: true,
    xAxisIndex: index,
    yAxisIndex: index,
    data: sides.map((side, row) => [side.predictedMs ?? maxMs, row]),
    renderItem: (params, api) => {
      const side = sides[params.dataIndex]
      if (!side) return undefined
      const [zero = 0, y = 0] = api.coord([0, api.value(1)])
      const xOf = (ms: number) => api.coord([Math.min(ms, maxMs), api.value(1)])[0] ?? zero
      const beyond = side.predictedMs === null || side.predictedMs > maxMs
      const edge = xOf(side.predictedMs ?? maxMs)
      const outline = {
        type: 'rect' as const,
        shape: { x: zero, y: y - 11, width: Math.max(edge - zero, 2), height: 22, r: 3 },
        style: { fill: 'none', stroke: fill, lineWidth: 1.2, lineDash: beyond ? [4, 3] : undefined },
      }
      const word =
        side.predictedMs === null ? 'not bounded here' : beyond ? `up to ${seconds(side.predictedMs)} →` : ''
      return {
        type: 'group' as const,
        children: [
          outline,
          ...solid(side, zero, y, xOf, fill),
          ...(word ? [text(edge - 6, y, word, 'var(--ink-2)', 'right')] : []),
        ],
      }
    },
  }
}

function solid(
  { measured: measure, open }: Side,
  zero: number,
  y: number,
  xOf: (ms: number) => number,
  fill: string,
) {
  if (!measure) return [text(zero + 6, y, 'not tried', 'var(--ink-3)', 'left')]
  const low = xOf(open ? measure.highMs : measure.lowMs)
  const high = xOf(measure.highMs)
  const bar = (x: number, end: number, opacity: number) => ({
    type: 'rect' as const,
    shape: { x, y: y - 6, width: Math.max(end - x, 2), height: 12, r: 2 },
    style: { fill, opacity },
  })
  const word = open ? `≥ ${seconds(measure.highMs)}` : seconds(measure.highMs)
  const roomy = high - zero > 60
  return [
    bar(zero, low, 1),
    bar(low, high, 0.55),
    text(roomy ? zero + 8 : high + 6, y + 0.5, word, roomy ? 'var(--on-band)' : 'var(--ink)', 'left'),
  ]
}

function text(x: number, y: number, word: string, fill: string, align: 'left' | 'right') {
  return {
    type: 'text' as const,
    x,
    y,
    style: { text: word, fill, align, verticalAlign: 'middle' as const, fontFamily: 'inherit', fontSize: 10 },
  }
}
