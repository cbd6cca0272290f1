import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { withLock } from '../../harness/setup/lock.ts'
import { ownFolder } from '../stacks/folder.ts'

const folder = ownFolder()
const never = new AbortController().signal

beforeEach(() => {
  vi.stubEnv('DRILL_CACHE', folder)
})

test('only one at a time works under a name', async () => {
  const seen: string[] = []
  const { promise: gate, resolve: open } = Promise.withResolvers<void>()
  const { promise: entered, resolve: enter } = Promise.withResolvers<void>()
  const first = withLock('one', never, async () => {
    enter()
    await gate
    seen.push('first')
  })
  await entered
  const second = withLock('one', never, async () => {
    seen.push('second')
  })
  await withLock('other', never, async () => {
    seen.push('other name')
  })
  open()
  await Promise.all([first, second])
  expect(seen).toEqual(['other name', 'first', 'second'])
})

test('a lock ends with the process that holds it', async () => {
  const lock = JSON.stringify(join(import.meta.dirname, '../../harness/setup/lock.ts'))
  const script = `const { withLock } = await import(${lock})
    await withLock('killed', new AbortController().signal, () => new Promise(() => {
      console.log('held'); setInterval(() => {}, 1000) }))`
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(holder.stdout, 'data')
  const waiting = withLock('killed', never, async () => 'taken over')
  holder.kill('SIGKILL')
  expect(await waiting).toBe('taken over')
})

test('waiting for a lock can be aborted', async () => {
  const stop = new AbortController()
  await withLock('busy', never, async () => {
    const waiting = withLock('busy', stop.signal, async () => 'never')
    stop.abort(new Error('stopped by the test'))
    await expect(waiting).rejects.toThrow('stopped by the test')
  })
})

test('an error of the work frees the lock', async () => {
  const failing = withLock('fails', never, async () => {
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(await withLock('fails', never, async () => 'free')).toBe('free')
})
