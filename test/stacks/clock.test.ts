import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { findTool } from '../../harness/setup/places.ts'
import { readClock, withOwnClock, writeClock } from '../../harness/stacks/clock.ts'
import { jsonLine } from '../../harness/stacks/traffic/json-lines.ts'
import { noteMove, trueTimeIn } from '../../harness/stacks/traffic/true-time.ts'
import { callsIn } from '../../harness/stacks/traffic.ts'
import { ownFolder } from './folder.ts'

const folder = ownFolder()
let dir = ''

beforeEach(() => {
  dir = join(folder, 'part')
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(dir)
})

describe('the clock of a part', () => {
  test('is left alone at first, and a further start keeps what it was moved to', () => {
    withOwnClock({ command: [] }, '/lib', dir)
    expect(readClock(dir)).toEqual({ by: 'nobody', offsetMs: 0 })
    writeClock(dir, { by: 'me 1', offsetMs: -90_250 })
    withOwnClock({ command: [] }, '/lib', dir)
    expect(readClock(dir)).toEqual({ by: 'me 1', offsetMs: -90_250 })
  })

  test('of a part that was started without the library cannot be moved', () => {
    const refused = expect.objectContaining({ code: 'refused' })
    expect(() => writeClock(dir, { by: 'me', offsetMs: 1 })).toThrow(refused)
    expect(() => readClock(dir)).toThrow(refused)
  })

  test('creeps until somebody else moves it, who keeps what they set', async () => {
    withOwnClock({ command: [] }, '/lib', dir)
    writeClock(dir, { by: 'me', offsetMs: 0, creepMs: 60_000 })
    await vi.waitUntil(() => readClock(dir).offsetMs > 3_000, { timeout: 5_000, interval: 10 })
    writeClock(dir, { by: 'other', offsetMs: 5 })
    const creptOn = vi.waitUntil(() => readClock(dir).by !== 'other', { timeout: 300, interval: 10 })
    await expect(creptOn).rejects.toThrow()
    expect(readClock(dir)).toEqual({ by: 'other', offsetMs: 5 })
  })

  test.runIf(findTool('faketime'))('is what a program is told the time by', () => {
    const launch = { command: [process.execPath, '-p', 'Date.now()'] }
    const { command } = withOwnClock(launch, findTool('faketime') ?? '', dir)
    writeClock(dir, { by: 'me', offsetMs: -600_500 })
    const told = execFileSync(command[0] ?? '', command.slice(1), { encoding: 'utf8' })
    expect(Math.abs(Number(told) + 600_500 - Date.now())).toBeLessThan(5_000)
  })
})

describe('the log of a part whose clock was moved', () => {
  const now = Date.UTC(2026, 10, 25, 10, 0, 0)
  const line = (requestId: string, time: number) =>
    `${JSON.stringify({ time, msg: 'request', caller: 'machines', requestId })}\n`

  async function read(sinceMs = now): Promise<Record<string, number>> {
    const calls = await callsIn(join(dir, 'log'), 'json-lines', sinceMs, trueTimeIn(dir))
    return Object.fromEntries(calls.map(({ requestId = '', timeMs }) => [requestId, timeMs - now]))
  }

  const write = (text: string) => appendFileSync(join(dir, 'log'), text)
  const move = (offsetMs: number, atMs: number, creepMs = 0) =>
    noteMove(dir, join(dir, 'log'), { by: 'me', offsetMs, creepMs }, atMs)

  test('is read at the true times: before, while it was off, and afterwards', async () => {
    write(line('a', now + 1_000))
    move(600_000, now + 2_000)
    write(line('late', now + 1_990) + line('b', now + 603_000))
    move(0, now + 4_000)
    write(line('c', now + 5_000))
    expect(await read()).toEqual({ a: 1_000, late: 1_990, b: 3_000, c: 5_000 })
    expect(await read(now + 4_500)).toEqual({ c: 5_000 })
    const [first] = await callsIn(join(dir, 'log'), 'json-lines', now, trueTimeIn(dir))
    expect(first).toEqual({ ...jsonLine(line('a', now + 1_000).trim()), statedMs: now + 1_000 })
  })

  test('is read at the true times while it crept', async () => {
    write('')
    move(0, now, 500)
    write(line('a', now + 15_000))
    expect(await read()).toEqual({ a: 10_000 })
  })

  test('is as it was where nobody moved the clock', async () => {
    writeFileSync(join(dir, 'log'), line('a', now + 7))
    expect(await read()).toEqual({ a: 7 })
  })
})
