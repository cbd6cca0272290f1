import { describe, expect, test } from 'vitest'
import type { Fault, Look } from '../../../harness/faults/fault.ts'
import { quotaExceeded } from '../../../harness/faults/quota-exceeded.ts'
import { sealed } from '../../../harness/faults/sealed.ts'
import { fakeVault, planned } from './fake-vault.ts'

const signal = AbortSignal.timeout(30_000)
const conflict = expect.objectContaining({ code: 'conflict' })
const at = (moment: Look['moment']): Look => ({ moment, sinceMs: Date.now() })

async function injected(fault: Fault, options = {}) {
  const there = await fakeVault()
  const undo = await fault.prepare(there.stack, planned(options))
  await fault.inject(there.stack, undo, signal)
  return { ...there, undo }
}

describe('a sealed vault', () => {
  test('is seen as sealed by those who call it and at its own address, and is unsealed by a start', async () => {
    const { stack, state, undo } = await injected(sealed)
    expect(state.sealed).toBe(true)
    expect(await sealed.verify(stack, undo)).toBe(false)
    const seen = await sealed.witness(stack, planned(), at('begin'))
    expect(seen.map(({ witness, ok }) => [witness, ok])).toEqual([
      ['canary', true],
      ['control-path', true],
    ])
    for (const _ of [1, 2]) await sealed.heal(stack, undo)
    expect(state).toMatchObject({ sealed: false, part: 'running', starts: 2 })
    expect(await sealed.verify(stack, undo)).toBe(true)
    expect((await sealed.witness(stack, planned(), at('end'))).map(({ ok }) => ok)).toEqual([true])
  })

  test('that is open convinces no witness', async () => {
    const { stack, state } = await injected(sealed)
    state.sealed = false
    expect((await sealed.witness(stack, planned(), at('begin'))).map(({ ok }) => ok)).toEqual([false, false])
  }, 20_000)

  test('that died is started, and one that somebody else sealed after a start is left alone', async () => {
    const { stack, state, undo } = await injected(sealed)
    await stack.kill('vault')
    await sealed.heal(stack, undo)
    expect(state).toMatchObject({ sealed: false, starts: 2 })
    state.sealed = true
    await expect(sealed.heal(stack, undo)).rejects.toThrow(conflict)
    expect(state.sealed).toBe(true)
  })

  test('must unseal itself: one whose key people hold is not sealed', async () => {
    const { stack, state, asked } = await fakeVault()
    state.type = 'shamir'
    await expect(sealed.prepare(stack, planned())).rejects.toThrow(
      expect.objectContaining({ code: 'refused' }),
    )
    expect(asked.map(({ what }) => what)).toEqual(['GET /v1/sys/seal-status'])
  })

  test('of another stack of that name is not touched', async () => {
    const { undo } = await injected(sealed)
    const other = await fakeVault('warm-2')
    other.state.sealed = true
    await expect(sealed.heal(other.stack, undo)).rejects.toThrow(conflict)
    expect(other.state.sealed).toBe(true)
  })
})

describe('a quota that is exceeded', () => {
  const mounts = ['kv', 'auth/approle']

  test('answers 429 where it holds, and 200 for its health, and goes away', async () => {
    const { stack, state, undo } = await injected(quotaExceeded, { mounts })
    expect([...state.quotas.keys()]).toEqual(['drill-kv', 'drill-auth-approle'])
    const seen = await quotaExceeded.witness(stack, planned({ mounts }), at('begin'))
    expect(seen.map(({ witness, ok }) => [witness, ok])).toEqual([
      ['canary', true],
      ['canary', true],
      ['control-path', true],
    ])
    expect(await quotaExceeded.verify(stack, undo)).toBe(false)
    for (const _ of [1, 2]) await quotaExceeded.heal(stack, undo)
    expect(state.quotas.size).toBe(0)
    expect(await quotaExceeded.verify(stack, undo)).toBe(true)
  })

  test('that was half set as its runner died goes away too', async () => {
    const { stack, state, undo } = await injected(quotaExceeded, { mounts })
    state.quotas.delete('drill-kv')
    await quotaExceeded.heal(stack, undo)
    expect(state.quotas.size).toBe(0)
  })

  test('that somebody else has set, before or since, stays', async () => {
    const { stack, state, undo } = await injected(quotaExceeded, { mounts })
    state.quotas.set('drill-kv', { rate: 50, path: 'kv/' })
    await expect(quotaExceeded.heal(stack, undo)).rejects.toThrow(conflict)
    expect([...state.quotas.keys()]).toEqual(['drill-kv'])
    await expect(quotaExceeded.prepare(stack, planned({ mounts }))).rejects.toThrow(conflict)
  })
})
