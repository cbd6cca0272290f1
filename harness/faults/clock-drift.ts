import { randomUUID } from 'node:crypto'
import { creep, offset } from '../model/duration.ts'
import type { ClockSetting } from '../stacks/stack.ts'
import type { Fault, Undo } from './fault.ts'
import { notOurs, requireStack } from './ours.ts'
import { target } from './target.ts'

const options = target
  .omit({ edge: true })
  .extend({
    offset: offset.optional().meta({ description: 'Jump of its clock at the beginning: -90s, +10m.' }),
    creep: creep.optional().meta({ description: 'What its clock gains in each second from then on.' }),
  })
  .refine((value) => value.offset !== undefined || value.creep !== undefined, 'an offset, a creep, or both')

/** What is put back, and what was put in its place; the mark tells it from everybody else's. */
interface Clocks {
  readonly clock: ClockSetting
  readonly drift: ClockSetting
}

const clocks = ({ before }: Undo) => before as unknown as Clocks
const same = (a: ClockSetting, b: ClockSetting) => a.by === b.by && a.offsetMs === b.offsetMs

/** The target runs and answers as before, at another time than everybody else's. */
export const clockDrift: Fault = {
  name: 'clock-drift',
  summary: "The target's clock jumps or creeps away from everybody else's; it runs and answers as before.",
  layer: 'clock',
  options,
  needs: ['clock'],
  degrades: () => true,
  async prepare(stack, { service, edges, options: { offset: offsetMs = 0, creep: creepMs = 0 } }) {
    const clock = await stack.clock(service)
    const drift = {
      offsetMs: clock.offsetMs + Number(offsetMs),
      creepMs: Number(creepMs),
      by: `clock-drift ${randomUUID()}`,
    }
    const before = { clock, drift } satisfies Clocks
    return { fault: 'clock-drift', service, edges, before: { ...before }, fingerprint: stack.id }
  },
  inject: (stack, undo) => stack.setClock(undo.service, clocks(undo).drift),
  async heal(stack, undo) {
    requireStack(stack, undo)
    const { clock, drift } = clocks(undo)
    const now = await stack.clock(undo.service)
    if (same(now, clock)) return
    if (now.by !== drift.by) throw notOurs(`the clock of ${undo.service} is off by ${now.offsetMs} ms`)
    await stack.setClock(undo.service, clock)
  },
  verify: async (stack, undo) => same(await stack.clock(undo.service), clocks(undo).clock),
  async witness(stack, planned, look) {
    // Loaded when it looks: a catalogue that is only read needs no TLS.
    const { seenBefore, drifted, trueAgain } = await import('./clock/witness.ts')
    if (look.moment === 'before') return seenBefore(stack, planned, look)
    if (look.moment === 'hold') return []
    return look.moment === 'end' ? trueAgain(stack, planned) : drifted(stack, planned, look.sinceMs)
  },
  async lasted(stack, planned, sinceMs) {
    const { stillDrifted } = await import('./clock/witness.ts')
    return stillDrifted(stack, planned, sinceMs)
  },
}
