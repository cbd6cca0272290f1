import type { CustomSeriesOption, EChartsOption } from 'echarts'
import { seconds } from '../../harness/model/timing.ts'
import type { Evidence } from '../report.ts'
import { chartPx, tickMs } from './axis.ts'
import { svg } from './chart.ts'
import { html, type Markup } from './markup.ts'
import { type Path, paths, type Side } from './paths.ts'

const rowPx = 30
const width = chartPx
const middle = { left: 140, gap: 30 }

/** Continuity to the left, stale acceptance to the right; a row a path. Outlined: predicted. Solid: measured. */
export function frontier(evidence: Evidence): Markup {
  const all = paths(evidence)
  if (all.length === 0) return html`<p class="quiet">The plan predicts no bounds.</p>`
  const chart = svg(option(all, evidence.plan.durationMs), width, all.length * rowPx + 70)
  return html`<figure class="chart" role="img" aria-label="Continuity against stale acceptance per access path">${chart}</figure>
<table class="compact words"><caption>The same in words</caption><thead><tr><th>Path</th><th>Goes on: predicted</th><th>measured</th><th>Still accepted once revoked: predicted</th><th>measured</th><th>Because</th></tr></thead><tbody>
${all.map((path) => html`<tr><th>${path.access}</th><td>${predicted(path.continuity)}</td><td>${measured(path.continuity)}</td><td>${predicted(path.stale)}</td><td>${measured(path.stale)}</td><td class="quiet">${path.because}</td></tr>`)}
</tbody></table>`
}

function predicted({ predictedMs }: Side): string {
  if (predictedMs === null) return 'not bounded here'
  return predictedMs === 0 ? 'not at all' : `≤ ${seconds(predictedMs)}`
}

/** Why there is no measurement. */
function missing({ ended }: Side): string {
  return ended ? 'revoked meanwhile' : 'not tried'
}

function measured(side: Side): string {
  const { measured: measure, open } = side
  if (!measure) return missing(side)
  if (open) return `≥ ${seconds(measure.highMs)}, as long as was watched`
  return `${seconds(measure.lowMs)} to ${seconds(measure.highMs)}`
}

const ink = { color: 'var(--ink-2)', fontSize: 11, fontFamily: 'inherit' }
const half = (width - middle.left - middle.gap - 30) / 2

function option(all: readonly Path[], durationMs: number): EChartsOption {
  const names = ['goes on without the authority for', 'still accepted once revoked for']
  const labels = all.map((path) => path.access)
  return {
    grid: names.map((_name, index) => ({
      left: middle.left + index * (half + middle.gap),
      ...{ width: half, top: 34, bottom: 32 },
    })),
    xAxis: names.map((name, index) => timeAxis(name, index, durationMs, all.length)),
    yAxis: names.map((_name, index) => pathAxis(labels, index)),
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

/** Its name stands above the plot: the axis is at the bottom, hence the negative gap. */
function timeAxis(name: string, gridIndex: number, durationMs: number, rows: number) {
  return {
    type: 'value' as const,
    ...{ gridIndex, name, min: 0, max: durationMs, interval: tickMs(durationMs) * 2, silent: true },
    nameLocation: 'middle' as const,
    nameGap: -(rows * rowPx + 22),
    nameTextStyle: { ...ink, fontWeight: 600 as const, color: 'var(--ink)' },
    axisLabel: { ...ink, formatter: (ms: number) => `${ms / 1000} s` },
    splitLine: { lineStyle: { color: 'var(--line-2)' } },
  }
}

function pathAxis(labels: readonly string[], gridIndex: number) {
  return {
    type: 'category' as const,
    ...{ gridIndex, inverse: true, silent: true, data: [...labels], axisTick: { show: false } },
    axisLine: { lineStyle: { color: 'var(--line)' } },
    axisLabel: gridIndex === 0 ? { ...ink, color: 'var(--ink)', interval: 0 } : { show: false },
  }
}

interface Place {
  readonly zero: number
  readonly y: number
  readonly fill: string
  readonly maxMs: number
  xOf(ms: number): number
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
      const place = { zero, y, fill, maxMs, xOf }
      return { type: 'group', children: [...outline(side, place), ...solid(side, place)] }
    },
  }
}

const bar = (x: number, y: number, end: number, high: number, style: Record<string, unknown>) => ({
  type: 'rect' as const,
  shape: { x, y: y - high / 2, width: Math.max(end - x, 2), height: high, r: 3 },
  style,
})

const text = (x: number, y: number, word: string, fill: string, align: 'left' | 'right') => ({
  type: 'text' as const,
  x,
  y,
  style: { text: word, fill, align, verticalAlign: 'middle' as const, fontFamily: 'inherit', fontSize: 10 },
})

/** The prediction; dashed where it goes beyond the drill. */
function outline({ predictedMs }: Side, { zero, y, fill, maxMs, xOf }: Place) {
  const beyond = predictedMs === null || predictedMs > maxMs
  const edge = xOf(predictedMs ?? maxMs)
  const style = { fill: 'none', stroke: fill, lineWidth: 1.2, lineDash: beyond ? [4, 3] : undefined }
  const word = predictedMs === null ? 'not bounded here' : `up to ${seconds(predictedMs)} →`
  return [
    bar(zero, y, edge, 22, style),
    ...(beyond ? [text(edge - 6, y, word, 'var(--ink-2)', 'right')] : []),
  ]
}

/** The measurement: solid to its lower bound, paler to its upper one. */
function solid(side: Side, { zero, y, fill, maxMs, xOf }: Place) {
  const { predictedMs, measured: measure, open } = side
  if (!measure) {
    const edge = xOf(predictedMs ?? maxMs)
    return [text(edge - zero > 70 ? zero + 6 : edge + 6, y, missing(side), 'var(--ink-3)', 'left')]
  }
  const low = xOf(open ? measure.highMs : measure.lowMs)
  const high = xOf(measure.highMs)
  const word = open ? `≥ ${seconds(measure.highMs)}` : seconds(measure.highMs)
  const roomy = high - zero > 60
  return [
    ...(high - low > 1 ? [bar(zero, y, high, 12, { fill, opacity: 0.5 })] : []),
    bar(zero, y, low, 12, { fill }),
    text(roomy ? zero + 8 : high + 6, y + 0.5, word, roomy ? 'var(--on-band)' : 'var(--ink)', 'left'),
  ]
}
