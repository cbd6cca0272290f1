import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, constants, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { collected } from '../../../docker/reference/parts/openbao-collector.ts'
import { auditBlocked } from '../../../harness/faults/audit-blocked.ts'
import { fakeVault, planned } from './fake-vault.ts'

const signal = AbortSignal.timeout(30_000)
const started: ChildProcess[] = []

afterEach(() => {
  // The collector is of the server's group: both end.
  for (const { pid } of started.splice(0)) if (pid) process.kill(-pid, 'SIGKILL')
})

/** The vault's launch with its real collector, and something else in the place of the server. */
async function collecting() {
  const there = await fakeVault()
  const dir = join(there.stack.dir, 'vault')
  mkdirSync(dir)
  const [command = '', ...args] = collected(dir, ['sleep', '60'])
  started.push(spawn(command, args, { detached: true, stdio: 'ignore' }))
  const pipe = join(dir, 'audit.pipe')
  await vi.waitUntil(() => existsSync(pipe))
  return { ...there, pipe, undo: await auditBlocked.prepare(there.stack, planned()) }
}

/** Whether a line gets into the pipe at once. */
async function takes(pipe: string): Promise<boolean> {
  const end = await open(pipe, constants.O_WRONLY | constants.O_NONBLOCK)
  return end
    .write('{}\n')
    .then(
      () => true,
      () => false,
    )
    .finally(() => end.close())
}

describe('a blocked audit log', () => {
  test('takes nothing until it is undone, twice over', async () => {
    const { stack, pipe, undo } = await collecting()
    expect(await takes(pipe)).toBe(true)
    await auditBlocked.inject(stack, undo, signal)
    expect(await takes(pipe)).toBe(false)
    expect(await auditBlocked.verify(stack, undo)).toBe(false)
    for (const _ of [1, 2]) await auditBlocked.heal(stack, undo)
    expect(await auditBlocked.verify(stack, undo)).toBe(true)
    await vi.waitUntil(() => takes(pipe), 5_000)
  })

  test('that somebody else holds is neither blocked nor let go', async () => {
    const { stack, undo } = await collecting()
    writeFileSync(join(stack.dir, 'vault', 'audit.hold'), 'somebody else')
    const conflict = expect.objectContaining({ code: 'conflict' })
    await expect(auditBlocked.prepare(stack, planned())).rejects.toThrow(conflict)
    await expect(auditBlocked.heal(stack, undo)).rejects.toThrow(conflict)
  })

  test('needs a collector', async () => {
    const { stack } = await fakeVault()
    mkdirSync(join(stack.dir, 'vault'))
    const undo = await auditBlocked.prepare(stack, planned())
    await expect(auditBlocked.inject(stack, undo, signal)).rejects.toThrow(/nobody collects the audit log/)
    await auditBlocked.heal(stack, undo)
    expect(await auditBlocked.verify(stack, undo)).toBe(true)
  })

  test('is believed only while the vault logs no answer to its callers', async () => {
    const { stack } = await fakeVault()
    const sinceMs = Date.now() - 10_000
    const look = { moment: 'hold', sinceMs, untilMs: Date.now() } as const
    const entry = (type: string, agent: string, ms: number) =>
      `${JSON.stringify({ type, time: new Date(sinceMs + ms), request: { path: 'kv/data/x', headers: { 'user-agent': [agent] } } })}\n`
    const log = join(stack.dir, 'audit.log')
    const ok = async () => (await auditBlocked.witness(stack, planned(), look)).map((each) => each.ok)
    // Asked, answered to somebody else, answered when it had just begun, and after it was over.
    appendFileSync(log, entry('request', 'drill-operator', 5_000))
    appendFileSync(log, entry('response', 'drill-canary', 5_000))
    appendFileSync(log, entry('response', 'drill-operator', 500))
    appendFileSync(log, entry('response', 'drill-operator', 11_000))
    expect(await ok()).toEqual([true])
    appendFileSync(log, entry('response', 'drill-operator', 5_000))
    expect(await ok()).toEqual([false])
  })
})
