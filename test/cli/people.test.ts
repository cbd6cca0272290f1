import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { askedIn, peopleFor } from '../../harness/cli/people.ts'
import { terminal } from '../../harness/cli/terminal.ts'
import type { Plan } from '../../harness/model/plan.ts'
import type { Question } from '../../harness/model/question.ts'
import { written } from '../readers/reading.ts'

const person = { by: 'person', who: 'ops-lead' } as const
const plan = {
  steps: [
    { id: 'ask-open', step: 'ask', atMs: 1, options: {}, conducts: { runbook: 'b', step: 'open' } },
    { id: 'ask-close', step: 'ask', atMs: 2, options: {}, conducts: { runbook: 'b', step: 'close' } },
    { id: 'arm', step: 'arm', atMs: 3, options: {}, conducts: { runbook: 'b', step: 'arm' } },
  ],
  runbooks: [
    {
      ...{ name: 'b', digest: 'sha256:0', version: '1', title: 'B', accountable: 'operations' },
      steps: [
        { id: 'open', title: 'Open', ...person, ask: 'Which incident?', expects: 'text' },
        { id: 'arm', title: 'Arm', by: 'machine', who: 'ledger', does: 'arm' },
        { id: 'close', title: 'Close it', ...person },
        { id: 'later', title: 'Later', ...person, expects: 'choice', choices: ['soon', 'never'] },
      ],
    },
  ],
} as unknown as Plan
const [first, close] = askedIn(plan) as [Question, Question]
const never = new AbortController().signal

describe('nobody at the terminal', () => {
  test('is refused before anything starts, with each question that has no answer', async () => {
    const file = written('b/open: { who: ada, answer: INC-1 }', 'answers.yaml')
    const refused = peopleFor(plan, file, { interactive: false })
    await expect(refused).rejects.toMatchObject({ code: 'refused' })
    await expect(refused).rejects.toThrow('b/close (ops-lead): Close it')
    await expect(refused).rejects.not.toThrow('b/open')
  })

  test('answers come from the file, as late as it says', async () => {
    const file = written(
      'b/open: { who: ada, answer: INC-1, after: 30ms }\nb/close: { who: bob, answer: DONE }',
      'answers.yaml',
    )
    const people = await peopleFor(plan, file, { interactive: false })
    const began = performance.now()
    expect(await people.ask(first, never)).toEqual({ who: 'ada', answer: 'INC-1', via: 'file' })
    expect(performance.now() - began).toBeGreaterThan(28)
    expect(await people.ask(close, never)).toEqual({ who: 'bob', answer: 'done', via: 'file' })
    await expect(people.ask(first, AbortSignal.timeout(1))).rejects.toThrow()
  })

  test.each([
    ['an answer of another kind', 'b/close: { who: ada, answer: maybe }', /1:30: "maybe" is no answer to/],
    ['a step that is not there', 'b/opn: { who: ada, answer: x }', /1:1: .*did you mean b\/open\?/],
    ['a step of a machine', 'b/arm: { who: ada, answer: x }', /1:1: no runbook asks for "b\/arm"/],
    ['nobody', 'b/open: { answer: x }', /1:1: who is missing/],
  ])('%s is told with its place', async (_name, yaml, said) => {
    const error = await peopleFor(plan, written(yaml, 'answers.yaml'), { interactive: true }).catch((e) => e)
    expect(error.code).toBe('bad-input')
    const [{ line, column, message, expected }] = error.problems
    expect(`${line}:${column}: ${message} (expected ${expected})`).toMatch(said)
  })
})

describe('somebody at the terminal', () => {
  function sitting() {
    const input = new PassThrough()
    const output = new PassThrough()
    const at = terminal({ input, output })
    return {
      at,
      input,
      type: (line: string) => void input.write(`${line}\n`),
      shown: () => text(output),
      output,
    }
  }

  test('is asked one question after the other, again until the answer fits', async () => {
    const { at, type, output } = sitting()
    const choice: Question = { ...first, step: 'later', expects: 'choice', choices: ['soon', 'never'] }
    const answers = Promise.all([at.ask(close, never), at.ask(choice, never), at.ask(first, never)])
    // Each line is typed when the question it answers stands there.
    const lines = ['perhaps', 'done', '2', '  INC-9\u0007 ']
    output.on('data', (chunk: Buffer) => {
      const line = chunk.toString().includes('? b/') ? lines.shift() : undefined
      if (line !== undefined) type(line)
    })
    expect(await answers).toEqual([
      { who: 'ops-lead', answer: 'done', via: 'terminal' },
      { who: 'ops-lead', answer: 'never', via: 'terminal' },
      { who: 'ops-lead', answer: 'INC-9', via: 'terminal' },
    ])
    at.close()
  })

  test('may be late, or go away: the run goes on', async () => {
    const { at, input } = sitting()
    await expect(at.ask(first, AbortSignal.timeout(5))).rejects.toThrow()
    const waiting = at.ask(close, never)
    input.end()
    await expect(waiting).rejects.toThrow()
    await expect(at.ask(close, never)).rejects.toThrow()
  })

  test('is asked only what the file does not answer, and the terminal is opened only then', async () => {
    const file = written('b/open: { who: ada, answer: INC-1 }', 'answers.yaml')
    let opened = 0
    const at = { ask: async () => ({ who: 'x', answer: 'done', via: 'terminal' as const }), close: () => {} }
    const open = () => {
      opened += 1
      return at
    }
    const people = await peopleFor(plan, file, { interactive: true, open })
    await people.ask(first, never)
    expect(opened).toBe(0)
    expect(await people.ask(close, never)).toMatchObject({ via: 'terminal' })
    expect(opened).toBe(1)
    people.end()
  })
})
