import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { answersBeside, areSeveral, scenarioFilesOf } from '../../../harness/cli/batch/scenario-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'drill-batch-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const put = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
mkdirSync(join(folder, 'answers'))
mkdirSync(join(folder, 'empty'))
const b = put('b.yaml', '# a remark\nscenario: b\n')
const a = put('a.yml', 'scenario: a\n')
put('estate.yaml', 'estate: e\n')
put('scenario.schema.json', '{ "scenario": 1 }')
const answers = put('answers/b.yaml', 'x/y: { who: z, answer: a }\n')

test('a folder stands for the scenarios in it, by name', () => {
  expect(scenarioFilesOf([folder])).toEqual([a, b])
  expect(scenarioFilesOf([b, folder])).toEqual([b, a])
  expect(areSeveral([folder])).toBe(true)
  expect(areSeveral([a])).toBe(false)
  expect(areSeveral([a, b])).toBe(true)
})

test('a folder without any is bad input', () => {
  expect(() => scenarioFilesOf([join(folder, 'empty')])).toThrow(/holds no scenario/)
})

test('answers lie beside', () => {
  expect(answersBeside(b)).toBe(answers)
  expect(answersBeside(a)).toBeUndefined()
})
