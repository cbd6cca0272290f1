import { beforeEach, expect, test } from 'vitest'
import type { Change } from '../../harness/model/record.ts'
import type { Stack } from '../../harness/stacks/stack.ts'
import { rotateKeys } from '../../harness/steps/rotate-keys.ts'
import type { StepContext } from '../../harness/steps/step.ts'
import { realmKeys } from '../clients/realm.ts'

const realm = await realmKeys()
const { caFile, edges, endpoint } = realm.server
const estate = { services: { idp: { role: 'idp' } } }
const stack = { caFile, edges, endpoint, estate, secret: async () => 'secret' } as unknown as Stack
const signal = new AbortController().signal
const changes: Change[] = []
const before = JSON.stringify([...realm.keys])

const stage = async (name: 'publish' | 'switch' | 'retire' | 'remove') => {
  const changing = (what: Change) => {
    // Known before anything is changed.
    changes.push({ ...what, of: `after ${realm.commands.filter((one) => !one.startsWith('GET')).length}` })
    return { undone: () => {} }
  }
  const did = await rotateKeys.act({ stack, changing, signal } as unknown as StepContext, { stage: name })
  return did.detail
}
const undo = async (what: Change) => rotateKeys.undo?.(stack, what, signal)
const all = () => [...realm.keys.keys()].map((id) => `${id} ${realm.statusOf(id)}`)

beforeEach(() => {
  changes.length = 0
  realm.commands.length = 0
  realm.keys.clear()
  realm.put('old', 'rsa-generated', { priority: ['100'] })
})

test('a rotation goes from one key to the other, and each change is known before it is made', async () => {
  await stage('publish')
  expect(all()).toEqual(['old ACTIVE', 'new-1 PASSIVE'])
  expect(realm.keys.get('new-1')?.config.priority).toEqual(['200'])
  await stage('switch')
  expect(all()).toEqual(['old ACTIVE', 'new-1 ACTIVE'])
  expect(await stage('retire')).toBe('the old key kid-old only verifies')
  await stage('remove')
  expect(all()).toEqual(['old DISABLED', 'new-1 ACTIVE'])
  expect(changes.map(({ kind, before, of }) => [kind, before, of])).toEqual([
    ['signing-key', undefined, 'after 0'],
    ['signing-key-flag', { active: '' }, 'after 2'],
    ['signing-key-flag', { enabled: '' }, 'after 3'],
  ])
})

test('at whatever stage it ends, the keys are what they were, twice over', async () => {
  for (const name of ['publish', 'switch', 'retire', 'remove'] as const) await stage(name)
  for (const _ of [1, 2]) for (const change of changes.toReversed()) await undo(change)
  expect(
    JSON.stringify([...realm.keys]).replaceAll(/"(active|enabled)":\[\],?|,"(active|enabled)":\[\]/g, ''),
  ).toBe(before)
})

test('flags that are given back side by side do not lose each other', async () => {
  for (const name of ['publish', 'retire', 'remove'] as const) await stage(name)
  await Promise.all(changes.slice(1).map(undo))
  expect(realm.statusOf('old')).toBe('ACTIVE')
})

test('a key that is made at once signs at once; without another key nothing is retired', async () => {
  await expect(stage('remove')).rejects.toThrow(/publish or switch first/)
  await stage('switch')
  expect(all()).toEqual(['old ACTIVE', 'new-1 ACTIVE'])
})

test('an old key that somebody deleted is theirs; one of ours that is gone is undone', async () => {
  await stage('publish')
  await stage('retire')
  realm.keys.clear()
  await expect(undo(changes[1] as Change)).rejects.toMatchObject({ code: 'conflict' })
  await expect(undo(changes[0] as Change)).resolves.toBeUndefined()
})
