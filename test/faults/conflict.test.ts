import { describe, expect, test } from 'vitest'
import type { Fault } from '../../harness/faults/fault.ts'
import { latency } from '../../harness/faults/latency.ts'
import { paused } from '../../harness/faults/paused.ts'
import { stopped } from '../../harness/faults/stopped.ts'
import { unreachable } from '../../harness/faults/unreachable.ts'
import type { Edge, PlannedFault } from '../../harness/model/plan.ts'
import type { EdgeState, PartState, Stack } from '../../harness/stacks/stack.ts'

const edges: readonly Edge[] = [
  { from: 'people', to: 'idp' },
  { from: 'orders', to: 'idp' },
]
const planned = {
  id: 'f1',
  service: 'idp',
  edges,
  fromMs: 0,
  toMs: 1,
  options: {},
} as unknown as PlannedFault
const key = ({ from, to }: Edge) => `${from} → ${to}`

/** A service and the ways to it, with the hands of others on them. */
function world(id = 'warm-1') {
  const ways = new Map<string, EdgeState>(edges.map((edge) => [key(edge), 'open']))
  const part = { state: 'running' as PartState, starts: 1 }
  const become = (state: PartState) => async () => {
    part.state = state
  }
  const stack = {
    id,
    edgeState: async (edge: Edge) => ways.get(key(edge)),
    setEdges: async (changed: readonly Edge[], to: EdgeState) => {
      for (const edge of changed) ways.set(key(edge), to)
    },
    state: async () => part.state,
    incarnation: async () => `start-${part.starts}`,
    pause: become('paused'),
    resume: become('running'),
    kill: become('stopped'),
    start: async () => {
      if (part.state === 'stopped') part.starts += 1
      part.state = 'running'
    },
  } as unknown as Stack
  return { stack, ways, part, states: () => [...ways.values()] }
}

async function injected(fault: Fault, options = {}) {
  const there = world()
  const undo = await fault.prepare(there.stack, { ...planned, options })
  await fault.inject(there.stack, undo, AbortSignal.timeout(1_000))
  return { ...there, undo }
}

const conflict = expect.objectContaining({ code: 'conflict' })

describe('edges', () => {
  test('come back to what they were, twice over', async () => {
    const { stack, undo, states } = await injected(unreachable)
    expect(states()).toEqual(['refused', 'refused'])
    for (const _ of [1, 2]) await unreachable.heal(stack, undo)
    expect(states()).toEqual(['open', 'open'])
  })

  test('that somebody else has changed since are left alone, and the others come back', async () => {
    const { stack, undo, ways, states } = await injected(unreachable)
    ways.set('orders → idp', 'silent')
    await expect(unreachable.heal(stack, undo)).rejects.toThrow(conflict)
    await expect(unreachable.heal(stack, undo)).rejects.toThrow(/orders → idp is silent/)
    expect(states()).toEqual(['open', 'silent'])
  })

  test('that are late by other options than the drill’s are left alone', async () => {
    const { stack, undo, ways, states } = await injected(latency, { by: 800, jitter: 50 })
    expect(states()).toEqual(['latency-800ms-50ms', 'latency-800ms-50ms'])
    expect(await latency.verify(stack, undo)).toBe(false)
    ways.set('orders → idp', 'latency-900ms-50ms')
    await expect(latency.heal(stack, undo)).rejects.toThrow(/orders → idp is latency-900ms-50ms/)
    expect(states()).toEqual(['open', 'latency-900ms-50ms'])
  })

  test('that were late before are late afterwards', async () => {
    const { stack, states } = world()
    await stack.setEdges(edges, 'bandwidth-2KBps')
    const undo = await unreachable.prepare(stack, planned)
    await unreachable.inject(stack, undo, AbortSignal.timeout(1_000))
    await unreachable.heal(stack, undo)
    expect(states()).toEqual(['bandwidth-2KBps', 'bandwidth-2KBps'])
    expect(await unreachable.verify(stack, undo)).toBe(true)
  })

  test('that somebody else has changed before are not touched', async () => {
    const { stack } = world()
    await stack.setEdges(edges, 'unknown')
    const preparing = latency.prepare(stack, { ...planned, options: { by: 800 } })
    await expect(preparing).rejects.toMatchObject({ code: 'stack-lost' })
  })

  test('that the proxy has forgotten are made again', async () => {
    const { stack, undo, ways, states } = await injected(latency, { by: 800 })
    ways.set('orders → idp', 'lost')
    await latency.heal(stack, undo)
    expect(states()).toEqual(['open', 'open'])
  })

  test('of another stack of that name are not touched', async () => {
    const { undo } = await injected(unreachable)
    const other = world('warm-2')
    other.ways.set('people → idp', 'refused')
    await expect(unreachable.heal(other.stack, undo)).rejects.toThrow(conflict)
    expect(other.states()).toEqual(['refused', 'open'])
  })
})

describe('a part', () => {
  test.each([paused, stopped])('that is $name by the drill comes back', async (fault) => {
    const { stack, undo, part } = await injected(fault)
    expect(part.state).toBe(fault.name)
    for (const _ of [1, 2]) await fault.heal(stack, undo)
    expect(part.state).toBe('running')
    expect(await fault.verify(stack, undo)).toBe(true)
  })

  test('that died while it was frozen is started', async () => {
    const { stack, undo, part } = await injected(paused)
    await stack.kill('idp')
    await paused.heal(stack, undo)
    expect(part).toEqual({ state: 'running', starts: 2 })
  })

  test.each([paused, stopped])(
    'that somebody started and paused since it was $name is left alone',
    async (fault) => {
      const { stack, undo, part } = await injected(fault)
      await stack.kill('idp')
      await stack.start('idp')
      await stack.pause('idp')
      await expect(fault.heal(stack, undo)).rejects.toThrow(conflict)
      expect(part.state).toBe('paused')
    },
  )
})
