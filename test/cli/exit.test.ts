import { expect, test } from 'vitest'
import { annotations, errorText } from '../../harness/cli/complaints.ts'
import { exitCodeOf } from '../../harness/cli/exit.ts'
import { DrillError } from '../../harness/model/error.ts'

test.each([
  ['passed', 0],
  ['failed', 1],
  ['errored', 4],
  ['inconclusive', 6],
  ['aborted', 130],
])('the verdict %s has the exit code %i', (verdict, code) => {
  expect(exitCodeOf(verdict)).toBe(code)
})

test.each([
  ['bad-input', 2],
  ['usage', 2],
  ['refused', 3],
  ['start-failed', 4],
  ['stack-lost', 4],
  ['fault-failed', 4],
  ['undo-failed', 5],
  ['conflict', 5],
  ['journal-failed', 4],
  ['internal', 4],
] as const)('the error %s has the exit code %i', (code, exit) => {
  expect(exitCodeOf(new DrillError(code, 'x'))).toBe(exit)
})

test('whatever else is thrown is an error of the harness', () => {
  for (const thrown of [new TypeError('x'), undefined, 'toString', 7]) expect(exitCodeOf(thrown)).toBe(4)
})

test('a stack is shown for faults of the harness only, and only when asked for', () => {
  const stack = /^\s+at /m
  expect(errorText(new TypeError('x'), false)).not.toMatch(stack)
  expect(errorText(new TypeError('x'), true)).toMatch(stack)
  expect(errorText(new DrillError('refused', 'x'), true)).not.toMatch(stack)
})

test('annotations escape what would end them', () => {
  const problems = [{ file: 'a,b:c.yaml', line: 1, column: 2, message: '50%\nmore' }]
  expect(annotations(new DrillError('bad-input', 'x', { problems }))).toEqual([
    '::error file=a%2Cb%3Ac.yaml,line=1,col=2::50%25%0Amore',
  ])
})
