import type { CustomSeriesOption, EChartsOption } from 'echarts'
import type { Plan } from '../../harness/model/plan.ts'
import { outage } from '../../harness/oracles/judging/continuity.ts'
import type { Evidence } from '../report.ts'
import { bandsOf } from './bands.ts'
import { svg } from './chart.ts'
import { type Box, faultBoxes, phaseBoxes, stepBoxes } from './marks.ts'
import { html, type Markup } from './markup.ts'
import { outcomeColour, outcomeHeight } from './palette.ts'

const rowPx = 22
const left = 158
const right = 14
const top = 64
const bottom = 34
const width = 1160

export interface Row {
  readonly label: string
  readonly boxes: readonly Box[]
}

/** One row an access class, twins beneath their principals, in the order of the workloads. */
export function accessRows({ plan, history, judgement }: Evidence): Row[] {
  const debts = judgement.findings
    .flatMap((finding) => finding.measures)
    .filter((measure) => measure.name.startsWith('revocation-'))
  return classesOf(plan).map((access) => {
    const bands = bandsOf(history, access).map(
      (band): Box => ({
        ...band,
        kind: 'band',
        fill: outcomeColour[band.outcome],
        share: outcomeHeight[band.outcome],
        text: band.outcome,
      }),
    )
    const planned = plan.revocations.find((entry) => entry.access === access)
    const owed = debts
      .filter((measure) => measure.access === access && planned)
      .map((measure): Box => {
        const fromMs = planned?.atMs ?? 0
        const text = measure.name === 'revocation-debt' ? 'revocation debt' : ''
        return {
          kind: 'bracket',
          fromMs,
          toMs: fromMs + measure.highMs,
          fill: 'var(--accent)',
          share: 1,
          text,
        }
      })
    return { label: access, boxes: [...bands, ...owed] }
  })
}

export function classesOf(plan: Plan): string[] {
  const known = plan.workloads.flatMap((workload) =>
    workload.classes.flatMap((access) => [
      access,
      ...plan.revocations.filter((entry) => entry.access === access).map((entry) => entry.twin),
    ]),
  )
  return [...new Set([...known, ...plan.expectations.map((entry) => entry.access)])]
}

/** The whole run at a glance: phases and faults above, one band an access class below. */
export function timeline(evidence: Evidence): Markup {
  const rows = accessRows(evidence)
  const height = top + rows.length * rowPx + bottom
  const cut = outage(evidence.history, evidence.plan)
  const boxes = [
    ...phaseBoxes(evidence.plan),
    ...faultBoxes(evidence),
    ...(cut ? [{ ...cut, kind: 'wash' as const, fill: 'var(--wash)', share: 1, text: '' }] : []),
    ...stepBoxes(evidence),
  ]
  const chart = svg(option(evidence.plan, rows, boxes), width, height)
  return html`<figure class="chart" role="img" aria-label="Timeline of faults, steps and every access class">${chart}</figure>`
}

function option(plan: Plan, rows: readonly Row[], marks: readonly Box[]): EChartsOption {
  const ink = { color: 'var(--ink-2)', fontSize: 11, fontFamily: 'inherit' }
  return {
    grid: { left, right, top, bottom },
    xAxis: {
      type: 'value',
      min: 0,
      max: plan.durationMs,
      interval: tickMs(plan.durationMs),
      silent: true,
      axisLabel: {
        ...ink,
        formatter: (ms: number) =>
          `${Math.floor(ms / 60_000)}:${String(Math.round((ms % 60_000) / 1000)).padStart(2, '0')}`,
      },
      axisLine: { lineStyle: { color: 'var(--line)' } },
      splitLine: { lineStyle: { color: 'var(--line-2)' } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      silent: true,
      data: rows.map((row) => row.label),
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { ...ink, color: 'var(--ink)', interval: 0 },
    },
    series: [
      drawn(marks.filter((box) => box.kind === 'wash').map((box) => [0, box])),
      drawn(rows.flatMap((row, index) => row.boxes.map((box) => [index, box] as const))),
      drawn(marks.filter((box) => box.kind !== 'wash').map((box) => [0, box])),
    ],
  }
}

/** About nine ticks, at whole seconds that people count in. */
export function tickMs(durationMs: number): number {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600].map((step) => step * 1000)
  return steps.find((step) => durationMs / step <= 10) ?? durationMs / 10
}

type Placed = readonly [row: number, box: Box]

function drawn(placed: readonly Placed[]): CustomSeriesOption {
  return {
    type: 'custom',
    silent: true,
    data: placed.map(([row, box]) => [box.fromMs, row, box.toMs]),
    renderItem: (params, api) => {
      const box = placed[params.dataIndex]?.[1]
      if (!box) return undefined
      const [x = 0, y = 0] = api.coord([box.fromMs, api.value(1)])
      const [end = 0] = api.coord([box.toMs, api.value(1)])
      const area = params.coordSys as unknown as { y: number; height: number }
      return shapes(box, { x, end, y, top: area.y, bottom: area.y + area.height })
    },
  }
}

interface Place {
  readonly x: number
  readonly end: number
  readonly y: number
  readonly top: number
  readonly bottom: number
}

type Group = { type: 'group'; children: Shape[] }
type Shape = {
  type: 'rect' | 'line' | 'circle' | 'text'
  shape?: Record<string, number>
  x?: number
  y?: number
  style: Record<string, unknown>
}

function shapes(box: Box, at: Place): Group {
  const draw = { band, bracket, wash, phase, fault, step }[box.kind]
  return { type: 'group', children: draw(box, at) }
}

const label = (x: number, y: number, text: string, style: Record<string, unknown>): Shape => ({
  type: 'text',
  x,
  y,
  style: { text, fontFamily: 'inherit', fontSize: 10, align: 'center', verticalAlign: 'middle', ...style },
})
const rect = (x: number, y: number, w: number, h: number, style: Record<string, unknown>, r = 0): Shape => ({
  type: 'rect',
  shape: { x, y, width: Math.max(w, 1), height: h, r },
  style,
})
const line = (x1: number, y1: number, x2: number, y2: number, style: Record<string, unknown>): Shape => ({
  type: 'line',
  shape: { x1, y1, x2, y2 },
  style,
})

/** A gap of half a pixel keeps neighbours apart; what is too narrow for its word keeps its height. */
function band(box: Box, { x, end, y }: Place): Shape[] {
  const high = rowPx * box.share
  const wide = end - x - 0.5
  const inside = box.share >= 0.4 && wide > box.text.length * 6 + 10
  const beside = box.share < 0.4 && wide > box.text.length * 6 + 10
  return [
    rect(x, y - high / 2, wide, high, { fill: box.fill }, 2),
    ...(inside
      ? [
          label(x + 6, y + 0.5, box.text, {
            fill: 'var(--on-band)',
            fontSize: high > 12 ? 10 : 9,
            align: 'left',
          }),
        ]
      : []),
    ...(beside
      ? [label(x + 6, y - 6.5, box.text, { fill: 'var(--ink-2)', fontSize: 9, align: 'left' })]
      : []),
  ]
}

function bracket(box: Box, { x, end, y }: Place): Shape[] {
  const style = { stroke: box.fill, lineWidth: 1.5 }
  const low = y + rowPx / 2 - 2
  const wide = end - x
  return [
    line(x, low, end, low, style),
    line(x, low - 4, x, low + 1, style),
    line(end, low - 4, end, low + 1, style),
    ...(wide > 100 && box.text
      ? [label((x + end) / 2, low - 5.5, box.text, { fill: box.fill, fontSize: 9, fontWeight: 600 })]
      : []),
  ]
}

function wash(box: Box, { x, end, top, bottom }: Place): Shape[] {
  return [rect(x, top, end - x, bottom - top, { fill: box.fill })]
}

function phase(box: Box, { x, end, top, bottom }: Place): Shape[] {
  return [
    line(x, 6, x, bottom, { stroke: 'var(--line)', lineWidth: 1 }),
    label((x + end) / 2, 11, box.text, { fill: 'var(--ink-2)', fontSize: 11, fontWeight: 600 }),
    line(x, top, end, top, { stroke: 'var(--line)', lineWidth: 1 }),
  ]
}

function fault(box: Box, { x, end }: Place): Shape[] {
  return [
    rect(x, 21, end - x, 15, { fill: box.fill }, 3),
    label((x + end) / 2, 29, box.text, { fill: 'var(--on-band)', fontWeight: 600 }),
  ]
}

function step(box: Box, { x, bottom }: Place): Shape[] {
  const y = 51
  return [
    line(x, y, x, bottom, { stroke: box.fill, lineWidth: 1, lineDash: [2, 3] }),
    { type: 'circle', shape: { cx: x + (box.shiftPx ?? 0), cy: y, r: 7 }, style: { fill: box.fill } },
    label(x + (box.shiftPx ?? 0), y + 0.5, box.text, { fill: 'var(--paper)', fontWeight: 700 }),
  ]
}
