import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { allow, allowExpired, denials, deny } from '../../harness/stacks/deny-list.ts'
import type { Stack } from '../../harness/stacks/stack.ts'
import { undenied } from '../../harness/steps/revoking/gateway-denylist.ts'

/** A gateway's map as HAProxy keeps it in memory, beside its file. */
let inMemory: Map<string, string>
let dir: string
const file = () => join(dir, 'gateway', 'denylist.map')
const stack = {
  get dir() {
    return dir
  },
  estate: { services: { gateway: { role: 'gateway' } }, lifetimes: {} },
  async gatewayCommand(text: string) {
    const [verb, , map, key = '', value = ''] = text.split(' ')
    expect(map).toBe(file())
    if (verb === 'show') return [...inMemory].map(([key, value], n) => `0x${n} ${key} ${value}`).join('\n')
    if (verb === 'add') inMemory.set(key, value)
    else if (!inMemory.delete(key)) return 'Key not found.\n'
    return '\n'
  },
} as unknown as Stack

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'drill-denied-'))
  mkdirSync(join(dir, 'gateway'))
  inMemory = new Map()
})

const soon = () => Date.now() + 60_000
const past = () => Date.now() - 1_000

describe('the deny-list', () => {
  test('holds an entry in memory and in the file, until its last token has expired', async () => {
    const untilMs = soon()
    await deny(stack, { key: 'sub:a-b.c', untilMs })
    expect([...inMemory]).toEqual([['sub:a-b.c', `${Math.ceil(untilMs / 1_000)}`]])
    expect(readFileSync(file(), 'utf8')).toBe(`sub:a-b.c ${Math.ceil(untilMs / 1_000)}\n`)
    expect(denials(stack)).toMatchObject([{ key: 'sub:a-b.c' }])
  })

  test('takes no key that a command could hide in', async () => {
    await expect(deny(stack, { key: 'sub:a\nshow env', untilMs: soon() })).rejects.toThrow('no usable id')
    expect([...inMemory]).toEqual([])
  })

  test('loses what has had its time, and nothing else', async () => {
    await deny(stack, { key: 'jti:old', untilMs: past() })
    await deny(stack, { key: 'jti:young', untilMs: soon() })
    await allowExpired(stack)
    expect([...inMemory.keys()]).toEqual(['jti:young'])
    expect(denials(stack).map(({ key }) => key)).toEqual(['jti:young'])
  })

  test('loses an entry that is only in one of its places, as a crash leaves it', async () => {
    inMemory.set('jti:one', '1')
    await allow(stack, ['jti:one', 'jti:nowhere'])
    expect([...inMemory]).toEqual([])
  })
})

describe('undoing a denial', () => {
  test('waits until what it refuses has expired: before, that would be let in again', async () => {
    await deny(stack, { key: 'jti:x', untilMs: soon() })
    const what = { kind: 'denial', name: 'jti:x', keepUntil: new Date(soon()).toISOString() } as const
    expect(await undenied(stack, what)).toContain('stays on the deny-list until')
    expect([...inMemory.keys()]).toEqual(['jti:x'])
    expect(await undenied(stack, { ...what, keepUntil: new Date(past()).toISOString() })).toBeUndefined()
    expect([...inMemory.keys()]).toEqual([])
  })
})
