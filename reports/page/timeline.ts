import type { CustomSeriesOption, EChartsOption } from 'echarts'
import type { Plan } from '../../harness/model/plan.ts'
import { outage } from '../../harness/oracles/judging/continuity.ts'
import type { Evidence } from '../report.ts'
import { chartPx, margins, tickMs } from './axis.ts'
import { svg } from './chart.ts'
import { type Box, faultBoxes, phaseBoxes, stepBoxes } from './marks.ts'
import { html, type Markup } from './markup.ts'
import { accessRows, type Row } from './rows.ts'
import { rowPx, shapes } from './shapes.ts'

const top = 64
const bottom = 34

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
  const chart = svg(option(evidence.plan, rows, boxes), chartPx, height)
  return html`<figure class="chart" role="img" aria-label="Timeline of faults, steps and every access class">${chart}</figure>`
}

const ink = { color: 'var(--ink-2)', fontSize: 11, fontFamily: 'inherit' }
const minutes = (ms: number) =>
  `${Math.floor(ms / 60_000)}:${String(Math.round((ms % 60_000) / 1000)).padStart(2, '0')}`

function option(plan: Plan, rows: readonly Row[], marks: readonly Box[]): EChartsOption {
  const isWash = (box: Box) => box.kind === 'wash'
  return {
    grid: { ...margins, top, bottom },
    xAxis: {
      type: 'value',
      ...{ min: 0, max: plan.durationMs, interval: tickMs(plan.durationMs), silent: true },
      axisLabel: { ...ink, formatter: minutes },
      axisLine: { lineStyle: { color: 'var(--line)' } },
      splitLine: { lineStyle: { color: 'var(--line-2)' } },
    },
    yAxis: {
      type: 'category',
      ...{ inverse: true, silent: true, data: rows.map((row) => row.label) },
      ...{ axisTick: { show: false }, axisLine: { show: false } },
      axisLabel: { ...ink, color: 'var(--ink)', interval: 0 },
    },
    series: [
      drawn(marks.filter(isWash).map((box) => [0, box])),
      drawn(rows.flatMap((row, index) => row.boxes.map((box) => [index, box] as const))),
      drawn(marks.filter((box) => !isWash(box)).map((box) => [0, box])),
    ],
  }
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
