import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { standby } from '../../../harness/faults/standby.ts'
import { fakeVault, planned } from './fake-vault.ts'

const signal = AbortSignal.timeout(5_000)
const conflict = expect.objectContaining({ code: 'conflict' })

async function vault() {
  const there = await fakeVault()
  mkdirSync(join(there.stack.dir, 'vault', 'data', 'raft'), { recursive: true })
  return { ...there, mark: join(there.stack.dir, 'vault', 'quorum.lost') }
}

async function injected() {
  const there = await vault()
  const undo = await standby.prepare(there.stack, planned())
  await standby.inject(there.stack, undo, signal)
  return { ...there, undo }
}

describe('a vault that has lost its quorum', () => {
  test('says that it is a standby, lets nobody in, and leads again', async () => {
    const { stack, state, mark, undo } = await injected()
    expect(state.peers.map(({ id }) => id)).toEqual(['vault', 'drill-absent'])
    const seen = await standby.witness(stack, planned(), { moment: 'begin', sinceMs: Date.now() })
    expect(seen.map(({ witness, ok }) => [witness, ok])).toEqual([
      ['canary', true],
      ['control-path', true],
    ])
    expect(await standby.verify(stack, undo)).toBe(false)
    for (const _ of [1, 2]) await standby.heal(stack, undo)
    expect(state).toMatchObject({ peers: [{ id: 'vault' }], part: 'running', starts: 3 })
    expect(existsSync(mark)).toBe(false)
    expect(await standby.verify(stack, undo)).toBe(true)
  })

  test('leads again wherever its runner died', async () => {
    for (const at of ['marked', 'killed', 'started'] as const) {
      const { stack, state, mark } = await vault()
      const undo = await standby.prepare(stack, planned())
      if (at === 'started') await standby.inject(stack, undo, signal)
      else writeFileSync(mark, String(undo.before.by))
      if (at === 'killed') await stack.kill('vault')
      await standby.heal(stack, undo)
      expect(state, at).toMatchObject({ peers: [{ id: 'vault' }], part: 'running' })
      expect(await standby.verify(stack, undo)).toBe(true)
    }
  })

  test('by somebody else is left alone', async () => {
    const { stack, mark, undo } = await injected()
    writeFileSync(mark, 'somebody else')
    await expect(standby.heal(stack, undo)).rejects.toThrow(conflict)
    await expect(standby.prepare(stack, planned())).rejects.toThrow(conflict)
  })

  test('is not made of a cluster, where a node more or less is its own matter', async () => {
    const { stack, state } = await vault()
    state.peers = [{ id: 'one' }, { id: 'two' }]
    await expect(standby.prepare(stack, planned())).rejects.toThrow(
      expect.objectContaining({ code: 'refused' }),
    )
  })
})
