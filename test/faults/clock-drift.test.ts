import { describe, expect, test } from 'vitest'
import { clockDrift } from '../../harness/faults/clock-drift.ts'
import type { PlannedFault } from '../../harness/model/plan.ts'
import type { ClockSetting, Stack } from '../../harness/stacks/stack.ts'

const parsed = (options: unknown) => clockDrift.options.safeParse(options)
const planned = { service: 'idp', edges: [], options: { offset: -90_000 } } as unknown as PlannedFault
const leftAlone = { offsetMs: 0, by: 'nobody' }

function world(id = 'warm-1') {
  const clocks = { idp: leftAlone as ClockSetting }
  const stack = {
    id,
    clock: async () => clocks.idp,
    setClock: async (_service: string, { offsetMs, by }: ClockSetting) => {
      clocks.idp = { offsetMs, by }
    },
  } as unknown as Stack
  return { stack, clocks }
}

async function injected() {
  const there = world()
  const undo = JSON.parse(JSON.stringify(await clockDrift.prepare(there.stack, planned)))
  await clockDrift.inject(there.stack, undo, AbortSignal.timeout(1_000))
  return { ...there, undo }
}

const conflict = expect.objectContaining({ code: 'conflict' })

describe('a drift', () => {
  test('is read with its sign, as a jump, a creep, or both', () => {
    expect(parsed({ service: 'idp', offset: '-90s' }).data).toMatchObject({ offset: -90_000 })
    expect(parsed({ service: 'idp', offset: '+10m', creep: '-20ms/s' }).data).toMatchObject({
      ...{ offset: 600_000, creep: -20 },
    })
    expect(parsed({ service: 'idp' }).success).toBe(false)
    expect(parsed({ service: 'idp', offset: '10' }).success).toBe(false)
    expect(parsed({ service: 'idp', creep: '1s' }).success).toBe(false)
    expect(parsed({ edge: { from: 'orders', to: 'idp' }, offset: '1s' }).success).toBe(false)
  })

  test('is undone twice over, from what stands on disk', async () => {
    const { stack, clocks, undo } = await injected()
    expect(clocks.idp.offsetMs).toBe(-90_000)
    expect(await clockDrift.verify(stack, undo)).toBe(false)
    for (const _ of [1, 2]) await clockDrift.heal(stack, undo)
    expect(clocks.idp).toEqual(leftAlone)
    expect(await clockDrift.verify(stack, undo)).toBe(true)
  })

  test('that crept on is undone all the same', async () => {
    const { stack, clocks, undo } = await injected()
    clocks.idp = { ...clocks.idp, offsetMs: -91_234 }
    await clockDrift.heal(stack, undo)
    expect(clocks.idp).toEqual(leftAlone)
  })

  test('that somebody else has changed since, or of another stack, is left alone', async () => {
    const { stack, clocks, undo } = await injected()
    clocks.idp = { offsetMs: 5_000, by: 'somebody' }
    await expect(clockDrift.heal(stack, undo)).rejects.toThrow(conflict)
    await expect(clockDrift.heal(stack, undo)).rejects.toThrow(/off by 5000 ms/)
    expect(clocks.idp.by).toBe('somebody')
    await expect(clockDrift.heal(world('warm-2').stack, undo)).rejects.toThrow(conflict)
  })
})
