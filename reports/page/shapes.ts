import type { Box } from './marks.ts'

/** Height of one row of the timeline, in px. */
export const rowPx = 22

/** Where a box lies on the drawing, in px: its ends, its row's middle, and the whole plot from top to bottom. */
export interface Place {
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

/** A box as simple shapes, in the way of its kind. */
export function shapes(box: Box, at: Place): Group {
  const draw = { band, bracket, breach, rule, wash, phase, fault, step }[box.kind]
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
  if (wide < 6) return []
  return [
    line(x, low, end, low, style),
    line(x, low - 4, x, low + 1, style),
    line(end, low - 4, end, low + 1, style),
    ...(wide > 100 && box.text
      ? [label((x + end) / 2, low - 5.5, box.text, { fill: box.fill, fontSize: 9, fontWeight: 600 })]
      : []),
  ]
}

function breach(box: Box, { x, end, y }: Place): Shape[] {
  const wide = end - x
  const frame = rect(
    x - 1.5,
    y - rowPx / 2 + 1,
    wide + 3,
    rowPx - 2,
    { fill: 'none', stroke: box.fill, lineWidth: 2 },
    4,
  )
  if (wide < 190) return [frame]
  const tag = rect(end - 112, y - 6.5, 108, 13, { fill: box.fill }, 3)
  return [
    frame,
    tag,
    label(end - 58, y + 0.5, box.text, { fill: 'var(--paper)', fontSize: 9, fontWeight: 600 }),
  ]
}

/** Between the access classes of one workload and of the next. */
function rule(box: Box, { end, y }: Place): Shape[] {
  return [line(12, y - rowPx / 2, end, y - rowPx / 2, { stroke: box.fill, lineWidth: 1 })]
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
