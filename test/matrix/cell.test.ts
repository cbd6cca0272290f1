import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Finding } from '../../harness/model/finding.ts'
import { packageRoot } from '../../harness/model/home.ts'
import { oracles } from '../../harness/oracles/index.ts'
import { cellsOf, differences, lineOf } from './cell.ts'
import { defects } from './defects.ts'
import { scenarioNames } from './scenarios.ts'

const finding = (oracle: string, verdict: Finding['verdict'], code: string): Finding => ({
  ...{ oracle, verdict, promise: '', summary: '', measures: [] },
  reasons: [{ verdict, code, text: 'Because.', events: [] }],
})

test('every row names a documented defect, shipped scenarios and known oracles', () => {
  const documented = readFileSync(join(packageRoot(), 'docker/reference/README.md'), 'utf8')
  const known = oracles.map(({ name }) => name)
  for (const { service, defect, scenarios } of defects) {
    expect(documented).toMatch(new RegExp(`\\| ${service} +\\| \`${defect}\` `))
    expect(scenarioNames()).toEqual(expect.arrayContaining(Object.keys(scenarios)))
    for (const expected of Object.values(scenarios)) {
      expect(known).toEqual(expect.arrayContaining(Object.keys(expected)))
      expect(Object.values(expected)).not.toEqual([])
    }
  }
})

test('no defect has two rows', () => {
  const names = defects.map(({ service, defect }) => `${service}=${defect}`)
  expect(names).toEqual([...new Set(names)])
})

test('every scenario has a clean cell and one for each defect that concerns it', () => {
  const rows = [{ service: 'a', defect: 'b', scenarios: { one: { recovery: 'late' } } }]
  expect(cellsOf(['one', 'two'], rows)).toEqual([
    { scenario: 'one', ownStack: false, expected: {} },
    { scenario: 'one', defect: 'a=b', ownStack: false, expected: { recovery: 'late' } },
    { scenario: 'two', ownStack: false, expected: {} },
  ])
})

test('a cell is as declared only with that finding, for that reason, and no other', () => {
  const expected = { recovery: 'late' }
  const failed = finding('recovery', 'failed', 'late')
  const passed = finding('revocation', 'passed', 'fine')
  expect(differences(expected, { findings: [failed, passed] })).toEqual([])
  expect(differences(expected, { findings: [finding('recovery', 'passed', 'fine')] })).toHaveLength(1)
  expect(differences(expected, { findings: [finding('recovery', 'failed', 'other')] })).toHaveLength(1)
  expect(
    differences(expected, { findings: [failed, finding('revocation', 'failed', 'revived')] }),
  ).toHaveLength(1)
  expect(differences(expected, { findings: [passed] })).toEqual(['there is no finding recovery'])
  const unsure = finding('recovery', 'inconclusive', 'nothing-observed')
  expect(differences({ recovery: 'inconclusive' }, { findings: [unsure] })).toEqual([])
})

test('a line tells what was expected, and what was different', () => {
  const cell = { scenario: 'one', ownStack: false, expected: { recovery: 'late' } }
  expect(lineOf(cell, [])).toMatch(/^ok {2} +one +clean +recovery\/late$/)
  expect(lineOf(cell, ['there is no finding recovery'])).toMatch(/^BAD[^\n]*\n +there is no finding/)
})
