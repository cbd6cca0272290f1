import { expect, test } from 'vitest'
import { type Job, sideBySide } from '../../../harness/cli/batch/schedule.ts'
import type { Footprint } from '../../../harness/engine/footprint.ts'

/** Drills that hit one service each and need nothing, and a diary of when each began and ended. */
function drills() {
  const diary: string[] = []
  const job = (scenario: string, hit: string, refusals = 0): Job<string> => {
    const footprint: Footprint = { scenario, hit: new Set([hit]), cut: [], needs: [], claims: new Set() }
    let left = refusals
    return {
      footprint,
      async start(beside) {
        if (beside && left-- > 0) return 'again'
        diary.push(`${scenario} begins`)
        for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
        diary.push(`${scenario} ends`)
        return scenario
      },
    }
  }
  return { diary, job }
}

const waits: string[] = []
const rules = {
  most: 2,
  waits: (scenario: string, why: string) => void waits.push(`${scenario}: ${why}`),
  stopped: () => false,
}

test('drills that do not touch run side by side, the others wait and let others pass', async () => {
  const { diary, job } = drills()
  const jobs = [job('a', 'idp'), job('b', 'idp'), job('c', 'vault')]
  expect(await sideBySide(jobs, rules)).toEqual(['a', 'b', 'c'])
  expect(diary.slice(0, 2)).toEqual(['a begins', 'c begins'])
  expect(diary.indexOf('b begins')).toBeGreaterThan(diary.indexOf('a ends'))
  expect(waits).toEqual(['b: both hit idp'])
})

test('no more than allowed go on at once', async () => {
  const { diary, job } = drills()
  await sideBySide([job('a', '1'), job('b', '2'), job('c', '3')], { ...rules, most: 1 })
  expect(diary).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
})

test('one that is refused beside others is tried alone, and no other joins it', async () => {
  const { diary, job } = drills()
  const jobs = [job('a', '1'), job('b', '2', 1), job('c', '3')]
  expect(await sideBySide(jobs, rules)).toEqual(['a', 'b', 'c'])
  const [from, to] = [diary.indexOf('b begins'), diary.indexOf('b ends')]
  expect(to).toBe(from + 1)
})

test('nothing starts any more once it was stopped', async () => {
  const { diary, job } = drills()
  const results = await sideBySide([job('a', 'idp'), job('b', 'idp')], {
    ...rules,
    stopped: () => diary.length > 0,
  })
  expect(results).toEqual(['a', undefined])
  expect(diary).toEqual(['a begins', 'a ends'])
})
