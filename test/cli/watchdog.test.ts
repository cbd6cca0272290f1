import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { watchdogs as examined } from '../../harness/cli/doctor/watchdogs.ts'
import { readJournal } from '../../harness/engine/journal.ts'
import { watchdogs } from '../../harness/engine/watchdogs.ts'
import { processId, statOf, statOfNamed } from '../../harness/model/process.ts'
import { recordsOf } from '../../harness/model/record.ts'

let home: string
let journal: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'drill-watchdog-'))
  journal = join(home, 'journal.jsonl')
  vi.stubEnv('DRILL_HOME', home)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(home, { recursive: true, force: true })
})

/** A runner in a group of its own, as a shell starts it, that has said that it is watched. */
async function runner(how = ''): Promise<ChildProcess> {
  const script = join(import.meta.dirname, 'runners', 'runner.ts')
  const child = spawn(process.execPath, [script, journal, how], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout as NonNullable<typeof child.stdout>, 'data')
  return child
}

/** Until the watchdog has ended in peace, with nothing left of it. */
const inPeace = () => vi.waitFor(() => expect(readdirSync(join(home, 'watchdogs'))).toEqual([]), 20_000)

const interruptions = () => recordsOf(readJournal(journal), 'run.interrupted').map(({ detail }) => detail)

describe('the watchdog of a run', () => {
  test('outlives the group and the session of its runner, tells what was in flight, and ends', async () => {
    const child = await runner()
    const [dog] = watchdogs()
    expect(dog).toMatchObject({ run: 'r1', state: 'watching', runner: processId(child.pid) })
    process.kill(-(child.pid ?? 0), 'SIGINT')
    process.kill(-(child.pid ?? 0), 'SIGKILL')
    await inPeace()
    expect(interruptions()).toEqual([expect.stringContaining('outcome unknown: revoke-1')])
    await vi.waitFor(() => expect(dog && statOfNamed(dog.watchdog)).toBeUndefined())
  })

  test('ends a runner that hangs when a lease is over', async () => {
    const child = await runner('hang')
    child.kill('SIGSTOP')
    await inPeace()
    expect(statOf(child.pid ?? 0)).toBeUndefined()
    expect(interruptions()).toHaveLength(1)
  })

  test('leaves after a goodbye, and leaves nothing', async () => {
    const child = await runner('goodbye')
    await inPeace()
    expect(interruptions()).toEqual([])
    if (child.exitCode === null) await once(child, 'exit')
    expect(child.exitCode).toBe(0)
  })

  test('is missed by its runner, and shows as one that did not do its work', async () => {
    const child = await runner()
    const [dog] = watchdogs()
    process.kill(dog?.watchdog.pid ?? 0, 'SIGKILL')
    const [said] = await once(child.stdout as NonNullable<typeof child.stdout>, 'data')
    expect(String(said)).toBe('lost\n')
    expect(watchdogs()).toMatchObject([{ run: 'r1', state: 'stale' }])
    const patient = { estateFile: '', runsDir: '' }
    expect(await examined(patient)).toMatchObject([
      { name: 'r1', state: 'left', next: expect.stringContaining('drill recover') },
    ])
    expect(existsSync(journal)).toBe(true)
    child.kill('SIGKILL')
  })
})
