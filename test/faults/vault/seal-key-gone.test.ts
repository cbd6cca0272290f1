import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sealKeyGone } from '../../../harness/faults/seal-key-gone.ts'
import { fakeVault, planned } from './fake-vault.ts'

const conflict = expect.objectContaining({ code: 'conflict' })

async function injected() {
  const there = await fakeVault()
  const folder = join(there.stack.dir, 'vault', 'seal')
  mkdirSync(folder, { recursive: true })
  const key = join(folder, 'key')
  writeFileSync(key, 'opens it')
  const undo = await sealKeyGone.prepare(there.stack, planned())
  await sealKeyGone.inject(there.stack, undo, AbortSignal.timeout(1_000))
  return { ...there, key, undo }
}

describe('a seal key that is gone', () => {
  test('breaks nothing, and comes back', async () => {
    const { stack, state, key, undo } = await injected()
    expect(existsSync(key)).toBe(false)
    const seen = await sealKeyGone.witness(stack, planned(), { moment: 'begin', sinceMs: Date.now() })
    expect(seen.map(({ witness, ok }) => [witness, ok])).toEqual([
      ['canary', true],
      ['control-path', true],
      ['control-path', true],
    ])
    for (const _ of [1, 2]) await sealKeyGone.heal(stack, undo)
    expect(readFileSync(key, 'utf8')).toBe('opens it')
    expect(await sealKeyGone.verify(stack, undo)).toBe(true)
    expect(state.starts).toBe(1)
  })

  test('comes back before a vault that died meanwhile is started', async () => {
    const { stack, state, undo } = await injected()
    await stack.kill('vault')
    await sealKeyGone.heal(stack, undo)
    expect(state).toMatchObject({ part: 'running', sealed: false, starts: 2 })
    expect(await sealKeyGone.verify(stack, undo)).toBe(true)
  })

  test('that somebody has replaced is left alone', async () => {
    const { stack, key, undo } = await injected()
    writeFileSync(key, 'another')
    await expect(sealKeyGone.heal(stack, undo)).rejects.toThrow(conflict)
    await expect(sealKeyGone.prepare(stack, planned())).rejects.toThrow(conflict)
    expect(readFileSync(key, 'utf8')).toBe('another')
  })
})
