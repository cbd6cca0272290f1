import { describe, expect, test } from 'vitest'
import { attemptsOf } from '../../harness/model/observed.ts'
import { type JournalRecord, recordsOf } from '../../harness/model/record.ts'

const attempt = (seq: number, beganMs: number, access = 'refresh'): JournalRecord => ({
  ...{ seq, atMs: beganMs + 1, time: new Date(beganMs).toISOString() },
  ...{ type: 'attempt', actor: 'clerk', access, beganMs, endMs: beganMs + 1, outcome: 'granted' },
})

describe('a history', () => {
  test('is asked for again once it has grown', () => {
    const history = [attempt(1, 10)]
    expect(recordsOf(history, 'attempt')).toHaveLength(1)
    expect(attemptsOf(history, 'refresh')).toHaveLength(1)
    history.push(attempt(2, 20), attempt(3, 5, 'reconnect'))
    expect(recordsOf(history, 'attempt').map(({ seq }) => seq)).toEqual([1, 2, 3])
    expect(attemptsOf(history, 'refresh').map(({ seq }) => seq)).toEqual([1, 2])
    expect(attemptsOf(history, 'reconnect')).toHaveLength(1)
    expect(recordsOf(history, 'signal')).toEqual([])
  })

  test('gives attempts in the order in which they began, and records in their own', () => {
    const history = [attempt(1, 30), attempt(2, 10), attempt(3, 20)]
    expect(attemptsOf(history, 'refresh').map(({ seq }) => seq)).toEqual([2, 3, 1])
    expect(recordsOf(history, 'attempt').map(({ seq }) => seq)).toEqual([1, 2, 3])
  })
})
