import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plan } from '../../harness/engine/plan.ts'
import { DrillError } from '../../harness/model/error.ts'
import { readEstate } from '../../harness/readers/estate.ts'
import { readRunbook } from '../../harness/readers/runbook.ts'
import { readScenario } from '../../harness/readers/scenario.ts'
import { catalog, estate, estateText, runbookText, scenarioText, written } from './reading.ts'

/** What a reader may do with any file at all: succeed, or say what is wrong and where. */
async function settles(
  read: () => Promise<unknown>,
  file: string,
  count: { good: number; bad: number },
): Promise<void> {
  try {
    await read()
    count.good += 1
  } catch (error) {
    count.bad += 1
    expect(error).toBeInstanceOf(DrillError)
    const { code, problems } = error as DrillError
    expect(code).toBe('bad-input')
    expect(problems.length).toBeGreaterThan(0)
    for (const problem of problems) {
      expect(problem.file).toBe(file)
      expect(problem.message).not.toMatch(/undefined|\[object|NaN/)
      if (!/^and \d+ more/.test(problem.message)) expect(problem.line).toBeGreaterThan(0)
    }
  }
}

const words = [
  'service',
  'idp',
  '{',
  '}',
  '[',
  ']',
  ':',
  '-',
  '&a',
  '*a',
  '"',
  "'",
  '|',
  '#',
  '!',
  '%',
  '\t',
  '\u0000',
  '\u2028',
  '__proto__',
  'constructor',
  '12',
  '.inf',
  '~',
  'within 1s',
  'during',
  '99h',
  '',
  'null',
]
const piece = fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 6, unit: 'binary' }))

/** Edits of single places, lines taken away, doubled or moved. */
const edits = fc.array(
  fc.record({
    at: fc.nat(),
    cut: fc.nat({ max: 12 }),
    put: piece,
    kind: fc.constantFrom('place', 'drop', 'double', 'indent'),
  }),
  { minLength: 1, maxLength: 4 },
)
type Edit = { at: number; cut: number; put: string; kind: string }

function mutated(text: string, { at, cut, put, kind }: Edit): string {
  if (kind === 'place') {
    const from = at % text.length
    return text.slice(0, from) + put + text.slice(from + cut)
  }
  const lines = text.split('\n')
  const index = at % lines.length
  const line = lines[index] ?? ''
  lines.splice(index, 1, ...(kind === 'drop' ? [] : kind === 'double' ? [line, line] : [`  ${line}`]))
  return lines.join('\n')
}

const fields = fc.constantFrom(
  'scenario',
  'title',
  'phases',
  'faults',
  'workloads',
  'steps',
  'expect',
  'services',
  'identities',
  'callers',
  'x',
)
const anything = fc.dictionary(fields, fc.anything({ maxDepth: 3, key: fc.oneof(fields, fc.string()) }))

const scenarioFrom = (text: string, count: { good: number; bad: number }) => {
  const file = written(text)
  const options = {
    catalog,
    driver: { name: 'any', offers: ['edges', 'freeze', 'kill-restart'] as const },
    driverBecause: '',
    seed: 1,
  }
  const read = async () => {
    const { scenario, locate } = await readScenario(file, catalog, estate)
    plan(scenario, estate, { ...options, scenarioText: text, estateText, locate })
  }
  return settles(read, file, count)
}
const estateFrom = (text: string, count: { good: number; bad: number }) => {
  const file = written(text, 'estate.yaml')
  return settles(() => readEstate(file), file, count)
}

const runbookFrom = (text: string, count: { good: number; bad: number }) => {
  const file = written(text, 'runbook.yaml')
  return settles(() => readRunbook(file, { steps: Object.keys(catalog.steps), estate }), file, count)
}

describe('whatever happens to a file', () => {
  test.each([
    ['scenario', scenarioText, scenarioFrom],
    ['estate', estateText, estateFrom],
    ['runbook', runbookText, runbookFrom],
  ])('an edited %s is read, or its mistakes are told with their lines', async (_name, text, from) => {
    const count = { good: 0, bad: 0 }
    const property = fc.asyncProperty(edits, (list) => from(list.reduce(mutated, text), count))
    await fc.assert(property, { numRuns: 400 })
    // Both ways were seen: else the edits were too weak, or too strong, to show anything.
    expect(count.good).toBeGreaterThan(5)
    expect(count.bad).toBeGreaterThan(100)
  })

  test('random YAML is never taken for a scenario, an estate or a runbook', async () => {
    const count = { good: 0, bad: 0 }
    const property = fc.asyncProperty(anything, async (value) => {
      const text = JSON.stringify(value, (_key, inner) => (typeof inner === 'bigint' ? Number(inner) : inner))
      await scenarioFrom(text, count)
      await estateFrom(text, count)
      await runbookFrom(text, count)
    })
    await fc.assert(property, { numRuns: 300 })
    expect(count.good).toBe(0)
  })

  test('random bytes neither', async () => {
    const count = { good: 0, bad: 0 }
    const property = fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 400 }), async (bytes) => {
      const file = written(bytes)
      await settles(() => readScenario(file, catalog), file, count)
    })
    await fc.assert(property, { numRuns: 300 })
    expect(count).toEqual({ good: 0, bad: 300 })
  })
})
