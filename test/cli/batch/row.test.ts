import { expect, test } from 'vitest'
import { junitOfAll } from '../../../harness/cli/batch/junit.ts'
import { type Row, rowsText, worstOf } from '../../../harness/cli/batch/row.ts'

test('the exit code of all is that of the worst', () => {
  expect(worstOf([])).toBe(0)
  expect(worstOf([0, 6, 0])).toBe(6)
  expect(worstOf([6, 3])).toBe(3)
  expect(worstOf([3, 1, 6])).toBe(1)
  expect(worstOf([1, 4])).toBe(4)
  expect(worstOf([4, 130])).toBe(130)
  expect(worstOf([130, 5, 1])).toBe(5)
})

const refused: Row = {
  ...{ scenario: 'a<b', file: 'a.yaml', code: 3, seconds: 0 },
  why: 'nobody is there to answer: "x" & y',
}

test('a scenario without a run is an error in JUnit, with the reason', () => {
  const xml = junitOfAll([refused])
  expect(xml).toContain('<testsuites tests="1" failures="0" errors="1">')
  expect(xml).toContain('<error message="nobody is there to answer: &#34;x&#34; &#38; y" type="refused"/>')
  expect(xml).not.toContain('a<b')
})

test('the table says of each how it came out, how long it took, and where to read on', () => {
  const passed: Row = {
    ...{ scenario: 'x', file: 'x.yaml', code: 0, seconds: 61.4 },
    verdict: 'passed',
    report: '/runs/x/report.html',
  }
  const lines = rowsText([passed, refused], (path) => path.replace('/runs', 'runs')).split('\n')
  expect(lines[0]).toMatch(/^ {2}x +\S*passed\S* +61 s +runs\/x\/report\.html$/)
  expect(lines[1]).toContain('nobody is there to answer')
})
