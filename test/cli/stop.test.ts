import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { clearSwitch, stopOrder, throwSwitch, watchSwitch } from '../../harness/engine/stop-switch.ts'
import type { Stop } from '../../harness/model/stop.ts'
import { drill } from './drill.ts'

let home = ''
const before = process.env.DRILL_HOME
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'drill-stop-'))
  process.env.DRILL_HOME = home
})
afterEach(() => {
  rmSync(home, { recursive: true, force: true })
  if (before === undefined) delete process.env.DRILL_HOME
  else process.env.DRILL_HOME = before
})

describe('drill stop', () => {
  const env = () => ({ DRILL_HOME: home })

  test('lets no drill start, with the reason, until it is cleared', async () => {
    const thrown = await drill(['stop', '--reason', 'the pager is ringing'], env())
    expect(thrown).toMatchObject({ code: 0, stdout: expect.stringContaining('none starts') })
    const runs = join(home, 'runs')
    const refused = await drill(['run', 'idp-down', '--runs', runs, '--quiet'], env())
    expect(refused).toMatchObject({ code: 3, stdout: '' })
    expect(refused.stderr).toMatch(/no drill may start: .* threw the kill switch: the pager is ringing/)
    expect(refused.stderr).toMatch(/drill stop --clear/)
    expect(existsSync(runs)).toBe(false)
    expect(await drill(['stop', '--clear', '--json'], env())).toMatchObject({ code: 0 })
    expect(stopOrder()).toBeUndefined()
    const again = await drill(['stop', '--clear'], env())
    expect(again).toMatchObject({ code: 0, stdout: 'the kill switch was not thrown\n' })
  })

  test('may be thrown while nothing else of the folder is there', () => {
    rmSync(home, { recursive: true })
    expect(throwSwitch('now')).toMatchObject({ reason: 'now' })
    expect(stopOrder()).toMatchObject({ reason: 'now' })
  })

  test.each(['', 'not JSON', '"text"', '{"reason": 7}', 'null'])(
    'holds whatever stands in its file: %j',
    (content) => {
      mkdirSync(home, { recursive: true })
      writeFileSync(join(home, 'STOP'), content)
      expect(stopOrder()).toMatchObject({ by: 'somebody', reason: 'no reason was given' })
      expect(clearSwitch()).toBe(true)
    },
  )
})

describe('whoever watches the switch', () => {
  test('hears of it once, with its reason', async () => {
    const heard: Stop[] = []
    const end = watchSwitch((stop) => heard.push(stop))
    const began = performance.now()
    throwSwitch('too warm')
    while (heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(performance.now() - began).toBeLessThan(1_000)
    expect(heard).toEqual([
      { cause: 'kill-switch', text: expect.stringMatching(/ threw the kill switch: too warm$/) },
    ])
    end()
  })

  test('hears nothing of one that was not thrown, and nothing after its end', () => {
    vi.useFakeTimers()
    try {
      const heard: Stop[] = []
      const end = watchSwitch((stop) => heard.push(stop))
      vi.advanceTimersByTime(10_000)
      end()
      throwSwitch('too late')
      vi.advanceTimersByTime(10_000)
      expect(heard).toEqual([])
    } finally {
      vi.useRealTimers()
    }
  })
})
