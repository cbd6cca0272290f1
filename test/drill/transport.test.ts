import { type Agent, request } from 'undici'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { bandwidth } from '../../harness/faults/bandwidth.ts'
import type { Fault, Observed } from '../../harness/faults/fault.ts'
import { latency } from '../../harness/faults/latency.ts'
import { reset } from '../../harness/faults/reset.ts'
import { truncated } from '../../harness/faults/truncated.ts'
import type { PlannedFault } from '../../harness/model/plan.ts'
import { dispatcherFor } from '../../harness/stacks/dial.ts'
import type { Stack } from '../../harness/stacks/stack.ts'
import { driver, estateFile, ownHome } from './tiny/stack.ts'

const name = 'transport'
let stack: Stack
let removeHome: () => void
let kept: Agent

beforeAll(async () => {
  removeHome = ownHome()
  stack = await driver.up({ name, estateFile }, AbortSignal.timeout(60_000))
  kept = dispatcherFor(stack, 'machines', { timeoutMs: 8_000 })
})

afterAll(async () => {
  await kept.destroy()
  await driver.sweep(name)
  removeHome()
})

afterEach(() => stack.setEdges(stack.edges, 'open'))

const edges = () => stack.edges.filter(({ to }) => to === 'idp')
const url = () => `https://${stack.endpoint('machines', 'idp').host}:8443/`
const get = async (dispatcher: Agent) => (await request(url(), { dispatcher })).body.text()

/** How long a request takes on the connection that is kept (ms). */
async function timed(dispatcher = kept): Promise<number> {
  const beganMs = performance.now()
  expect(await get(dispatcher)).toBe('fine')
  return performance.now() - beganMs
}

const wrong = (seen: readonly Observed[]) => seen.filter(({ ok }) => !ok).map(({ detail }) => detail)

interface Case {
  readonly fault: Fault
  readonly options: Record<string, unknown>
  /** What becomes of a request on a connection that was open before. */
  onOpen(): Promise<unknown>
}

const cases: readonly Case[] = [
  {
    fault: latency,
    options: { by: 600, jitter: 40 },
    onOpen: async () => expect(await timed()).toBeGreaterThan(550),
  },
  {
    fault: bandwidth,
    options: { rate: 4_000 },
    onOpen: async () => expect(await timed()).toBeGreaterThan(20),
  },
  { fault: reset, options: {}, onOpen: () => expect(get(kept)).rejects.toThrow() },
  {
    fault: truncated,
    options: { after: 100 },
    onOpen: () => expect(get(kept)).rejects.toThrow(),
  },
  { fault: truncated, options: { after: 4_000 }, onOpen: () => timed() },
]

describe.each(cases)('$fault.name $options', ({ fault, options, onOpen }) => {
  const planned = () => ({ service: 'idp', edges: edges(), options }) as unknown as PlannedFault
  const witness = (moment: 'begin' | 'end') =>
    fault.witness(stack, planned(), { moment, sinceMs: Date.now() })

  test('bites on open and new connections, is witnessed and undone', async () => {
    expect(wrong(await witness('begin')).length, 'without it').toBeGreaterThan(0)
    await timed()
    const undo = await fault.prepare(stack, planned())
    await fault.inject(stack, undo, AbortSignal.timeout(5_000))
    await onOpen()
    expect(wrong(await witness('begin'))).toEqual([])
    expect(await fault.verify(stack, undo)).toBe(false)
    for (const _ of [1, 2]) await fault.heal(stack, undo)
    expect(await fault.verify(stack, undo)).toBe(true)
    expect(wrong(await witness('end'))).toEqual([])
    expect(await timed()).toBeLessThan(500)
  })

  test('is undone when only half of it was set', async () => {
    const undo = await fault.prepare(stack, planned())
    await stack.setEdges(edges().slice(0, 1), undo.to as 'reset')
    await fault.heal(stack, undo)
    expect(await fault.verify(stack, undo)).toBe(true)
  })
})
