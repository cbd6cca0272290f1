import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { logEnds, saveLogs } from '../../harness/engine/dossier.ts'
import { redactor } from '../../harness/engine/redact.ts'
import { estate } from '../readers/reading.ts'

const dir = mkdtempSync(join(tmpdir(), 'drill-logs-'))
const source = join(dir, 'orders.out')
const stack = { estate, logFiles: (service: string) => (service === 'orders' ? [source] : []) }
const saved = () => readFileSync(join(dir, 'logs', 'orders.log'), 'utf8')

beforeEach(() => writeFileSync(source, 'before: a-secret\nbefore, ö\n'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

test('the whole log is kept of a stack that came up for the run, without its secrets', () => {
  saveLogs({ dir }, stack, redactor(['a-secret']))
  expect(saved()).toBe('before: [redacted]\nbefore, ö\n')
})

test('of a stack that was up, only what came with the run', () => {
  const ends = logEnds(stack)
  appendFileSync(source, 'during: a-secret\n')
  saveLogs({ dir }, stack, redactor(['a-secret']), ends)
  expect(saved()).toBe('during: [redacted]\n')
})

test('a line that was being written is left out: half a secret would stay', () => {
  appendFileSync(source, 'half: a-se')
  const ends = logEnds(stack)
  appendFileSync(source, 'cret\nduring\n')
  saveLogs({ dir }, stack, redactor(['a-secret']), ends)
  expect(saved()).toBe('during\n')
})

test('nothing came', () => {
  saveLogs({ dir }, stack, redactor(), logEnds(stack))
  expect(saved()).toBe('')
})

test('a log that was begun anew is kept whole', () => {
  const ends = logEnds(stack)
  writeFileSync(source, 'anew\n')
  saveLogs({ dir }, stack, redactor(), ends)
  expect(saved()).toBe('anew\n')
})
