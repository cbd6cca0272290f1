import { beforeEach, expect, test } from 'vitest'
import { signingKeyRemoved as fault } from '../../harness/faults/signing-key-removed.ts'
import type { PlannedFault } from '../../harness/model/plan.ts'
import type { Stack } from '../../harness/stacks/stack.ts'
import { realmKeys } from '../clients/realm.ts'

const served = () => ({
  keys: [...realm.keys.keys()]
    .filter((id) => realm.statusOf(id) !== 'DISABLED')
    .map((id) => ({ kid: `kid-${id}`, use: 'sig', kty: 'RSA' })),
})
const realm: Awaited<ReturnType<typeof realmKeys>> = await realmKeys(({ what }) =>
  what.endsWith('/certs') ? [200, served()] : undefined,
)
const { caFile, endpoint } = realm.server
const edges = [{ from: 'ledger', to: 'idp' }]
const estate = { services: { idp: { role: 'idp' }, ledger: { role: 'relying-service' } } }
const stack = {
  ...{ id: 'warm-1', caFile, edges, endpoint, behind: endpoint, estate, secret: async () => 'secret' },
  observed: async () => [{ caller: 'ledger', timeMs: Date.now(), line: '' }],
  holding: async () => [],
} as unknown as Stack
const planned = {
  id: 'f1',
  service: 'idp',
  edges,
  options: {},
  fromMs: 0,
  toMs: 1,
} as unknown as PlannedFault
const signal = AbortSignal.timeout(10_000)
const all = () => [...realm.keys.values()].map(({ id, name }) => `${id} ${name} ${realm.statusOf(id)}`)

beforeEach(() => {
  realm.keys.clear()
  realm.put('old', 'rsa-generated', { priority: ['100'] })
})

test('another key signs, made before the old one goes, and all is as it was afterwards', async () => {
  const undo = await fault.prepare(stack, planned)
  expect(JSON.stringify(undo)).not.toContain('*****')
  await fault.inject(stack, undo, signal)
  expect(all()).toEqual(['old rsa-generated DISABLED', expect.stringMatching(/^new-1 drill-key-\w+ ACTIVE$/)])
  const changes = realm.commands.filter((one) => !one.startsWith('GET'))
  expect(changes.map((one) => one.split(' ')[0])).toEqual(['POST', 'PUT'])
  expect(await fault.verify(stack, undo)).toBe(false)
  for (const _ of [1, 2]) await fault.heal(stack, undo)
  expect(all()).toEqual(['old rsa-generated ACTIVE'])
  expect(await fault.verify(stack, undo)).toBe(true)
})

test('one that was never injected is undone too', async () => {
  const undo = await fault.prepare(stack, planned)
  await fault.heal(stack, undo)
  expect(await fault.verify(stack, undo)).toBe(true)
})

test('of another stack of that name, or with the old key deleted, it is a conflict', async () => {
  const undo = await fault.prepare(stack, planned)
  const other = { ...stack, id: 'warm-2' } as Stack
  await expect(fault.heal(other, undo)).rejects.toMatchObject({ code: 'conflict' })
  realm.keys.clear()
  await expect(fault.heal(stack, undo)).rejects.toMatchObject({ code: 'conflict' })
})

test('witnesses see what verifiers are served, and can say no', async () => {
  const look = { sinceMs: 0 }
  expect((await fault.witness(stack, planned, { ...look, moment: 'before' })).map(({ ok }) => ok)).toEqual([
    true,
  ])
  const undo = await fault.prepare(stack, planned)
  expect((await fault.lasted?.(stack, planned, 0))?.map(({ ok }) => ok)).toEqual([false])
  await fault.inject(stack, undo, signal)
  const begin = await fault.witness(stack, planned, { ...look, moment: 'begin' })
  expect(begin.map(({ witness, ok }) => [witness, ok])).toEqual([
    ['canary', true],
    ['control-path', true],
  ])
  expect(await fault.lasted?.(stack, planned, 0)).toMatchObject([{ witness: 'target-state', ok: true }])
  await fault.heal(stack, undo)
  expect((await fault.witness(stack, planned, { ...look, moment: 'end' })).map(({ ok }) => ok)).toEqual([
    true,
  ])
})
