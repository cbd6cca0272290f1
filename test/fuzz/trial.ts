import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { DrillError } from '../../harness/model/error.ts'
import { bounded } from './bounded.ts'
import { type Kind, type KindName, kinds, placed } from './kinds.ts'
import { spoilings, spoilt } from './mutations.ts'
import { type Sentinel, sentinel } from './sentinel.ts'

/** How many times as many files are tried as in a test run; `npm run fuzz` tries more. */
export const times = Number(process.env.DRILL_FUZZ ?? 1)
export const seed = Number(process.env.DRILL_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))

/** Spoils good files of these kinds, as many as it says of each; fails for what no reader may do. */
export function tryKinds(runs: Partial<Record<KindName, number>>): void {
  const tree = sentinel()
  const before = tree.snapshot()
  let tried = 0
  afterAll(() => process.stdout.write(`fuzz: ${tried} spoilt files, DRILL_FUZZ_SEED=${seed}\n`))
  const chosen = kinds.filter(({ name }) => runs[name] !== undefined)
  test.each(chosen)(
    `a spoilt $name is read, or its mistakes are told (seed ${seed})`,
    async (kind) => {
      const numRuns = (runs[kind.name] ?? 0) * times
      const bound = bounded(kind.name, `${tree.inside}/${kind.name}/${kind.file}`)
      const seen = { good: 0, bad: 0 }
      const property = fc.asyncProperty(spoilings, async (spoiling) => {
        seen[await bound.within(() => settles(kind, tree, spoilt(kind.good, spoiling)))] += 1
        tried += 1
      })
      await fc.assert(property, { numRuns, seed }).finally(bound.end)
      // Both ways were seen: else the changes were too weak, or too strong, to show anything.
      expect(seen.good).toBeGreaterThan(0)
      // A ledger is never refused: what is wrong in it is told.
      if (kind.name !== 'statement') expect(seen.bad).toBeGreaterThan(numRuns / 4)
      expect(tree.snapshot()).toEqual(before)
      expect(Object.keys(Object.prototype)).toEqual([])
      expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    },
    times * 120_000,
  )
}

/** What may come of any file at all: it is good, or somebody is told what is wrong with it, and where. */
async function settles(kind: Kind, { inside }: Sentinel, bytes: Uint8Array): Promise<'good' | 'bad'> {
  const file = placed(kind, inside, bytes)
  try {
    await kind.read(file)
    return 'good'
  } catch (error) {
    if (!(error instanceof DrillError)) throw error
    expect(['bad-input', 'refused']).toContain(error.code)
    if (error.code === 'bad-input') expect(error.problems.length).toBeGreaterThan(0)
    for (const { file: named, line, column, message } of error.problems) {
      expect(named).not.toBe('')
      expect(message).not.toMatch(/undefined|\[object/)
      // Programs write JSON: there a path is told. In what people write it is a line, unless all of the file is wrong.
      if (kind.lines && !/^and \d+ more|cannot be read|no such file|too big/.test(message)) {
        expect(line).toBeGreaterThan(0)
        expect(column).toBeGreaterThan(0)
      }
    }
    return 'bad'
  }
}
