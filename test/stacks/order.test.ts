import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { inOrder } from '../../harness/stacks/order.ts'
import type { Part } from '../../harness/stacks/part.ts'

const part = (name: string, after: readonly string[] = []): Part => ({
  name,
  after,
  ready: { kind: 'tcp' },
  configure: async () => ({ command: [] }),
})
const never = new AbortController().signal

test('a service waits for those it comes after, and for nobody else', async () => {
  const parts = new Map([
    ['web', part('web', ['db'])],
    ['db', part('db')],
    ['alone', part('alone')],
  ])
  const seen: string[] = []
  await inOrder(
    parts,
    async (service) => {
      seen.push(`${service} begins`)
      await turn()
      seen.push(`${service} ready`)
    },
    never,
  )
  expect(seen.indexOf('web begins')).toBeGreaterThan(seen.indexOf('db ready'))
  expect(seen.indexOf('alone begins')).toBeLessThan(seen.indexOf('db ready'))
})

test('the first failure aborts the others and is the one that is thrown', async () => {
  const parts = new Map([
    ['db', part('db')],
    ['slow', part('slow')],
    ['web', part('web', ['db'])],
  ])
  const ended: string[] = []
  const running = inOrder(
    parts,
    async (service, _part, signal) => {
      if (service === 'db') throw new Error('db is broken')
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
      ended.push(service)
    },
    never,
  )
  await expect(running).rejects.toThrow('db is broken')
  expect(ended).toEqual(['slow'])
})

test('parts that wait for each other are named', async () => {
  const parts = new Map([
    ['a', part('a', ['b'])],
    ['b', part('b', ['a'])],
  ])
  await expect(inOrder(parts, async () => {}, never)).rejects.toThrow('a → b → a')
})
