import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../harness/engine/digest.ts'
import { allot, fileResult, ledgerDir, ledgerFile, readLedger } from '../../harness/engine/ledger.ts'
import { type DrillResult, type DrillStarted, predicateTypes } from '../../harness/model/statement.ts'

const digest = sha256('plan')
const fresh = () => ledgerDir(mkdtempSync(join(tmpdir(), 'drill-ledger-')))

const stated = (predicateType: string, predicate: unknown) =>
  Buffer.from(
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'plan.json', digest: { sha256: digest } }],
      ...{ predicateType, predicate },
    }),
  )

const begin = (dir: string, run: string) =>
  allot(dir, async (number, previous) => {
    const started: DrillStarted = {
      ...{ run, number, previous, scenario: 'idp-down', fallbacks: [], planDigest: digest },
      startedAt: '2026-01-01T00:00:00.000Z',
      harness: { name: 'identity-drill', version: '0.0.0' },
    }
    return stated(predicateTypes.started, started)
  })

function end(dir: string, run: string, number: number): boolean {
  const result: DrillResult = {
    ...{ run, number, journal: { records: 1, head: digest }, verdict: 'passed' },
    started: sha256(readFileSync(ledgerFile(dir, number, 'started'))),
    endedAt: '2026-01-01T00:01:00.000Z',
  }
  return fileResult(dir, number, stated(predicateTypes.result, result))
}

async function filled(): Promise<string> {
  const dir = fresh()
  for (const run of ['a', 'b', 'c']) {
    const { number } = await begin(dir, run)
    if (run !== 'b') end(dir, run, number)
  }
  return dir
}

describe('ledger', () => {
  it('is empty before the first run', () => {
    expect(readLedger(fresh())).toMatchObject({ entries: [], gaps: [], problems: [] })
  })

  it('numbers runs from 1, each naming the one before, and shows one without a result', async () => {
    const { entries, gaps, problems } = readLedger(await filled())
    expect({ gaps, problems }).toEqual({ gaps: [], problems: [] })
    expect(entries.map(({ number, started }) => [number, started.statement.predicate.run])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ])
    expect(entries.map(({ result }) => result?.statement.predicate.verdict)).toEqual([
      'passed',
      undefined,
      'passed',
    ])
    expect(entries[1]?.started.statement.predicate.previous).toEqual({
      number: 1,
      digest: entries[0]?.started.digest,
      result: entries[0]?.result?.digest,
    })
  })

  it('gives every run a number of its own, however many begin at once', async () => {
    const dir = fresh()
    const names = Array.from({ length: 20 }, (_, index) => `run-${index}`)
    const numbers = (await Promise.all(names.map((run) => begin(dir, run)))).map(({ number }) => number)
    expect(new Set(numbers)).toEqual(new Set(names.map((_, index) => index + 1)))
    expect(readLedger(dir)).toMatchObject({ gaps: [], problems: [] })
    expect(readdirSync(dir).filter((file) => file.endsWith('.part'))).toEqual([])
  })

  it('never replaces a result', async () => {
    const dir = await filled()
    const before = readFileSync(ledgerFile(dir, 1, 'result'), 'utf8')
    expect(fileResult(dir, 1, stated(predicateTypes.result, {}))).toBe(false)
    expect(readFileSync(ledgerFile(dir, 1, 'result'), 'utf8')).toBe(before)
  })

  it('shows a run that was taken away, and does not give its number again', async () => {
    const dir = await filled()
    rmSync(ledgerFile(dir, 2, 'started'))
    expect(readLedger(dir).gaps).toEqual([2])
    expect(readLedger(dir).problems).toEqual([
      { file: ledgerFile(dir, 3, 'started'), text: expect.stringContaining('does not name the run before') },
    ])
    expect((await begin(dir, 'd')).number).toBe(4)
  })

  it('shows a start that was replaced, and a result that was made again', async () => {
    const dir = await filled()
    const file = ledgerFile(dir, 1, 'started')
    writeFileSync(file, readFileSync(file, 'utf8').replace('idp-down', 'vault-down'))
    expect(readLedger(dir).problems.map((problem) => problem.file)).toEqual([
      ledgerFile(dir, 1, 'result'),
      ledgerFile(dir, 2, 'started'),
    ])
    const other = await filled()
    rmSync(ledgerFile(other, 1, 'result'))
    expect(readLedger(other).problems.map((problem) => problem.file)).toEqual([
      ledgerFile(other, 2, 'started'),
    ])
  })

  it('says which file cannot be read', async () => {
    const dir = await filled()
    writeFileSync(ledgerFile(dir, 3, 'result'), '{"torn')
    const { problems, entries } = readLedger(dir)
    expect(problems).toEqual([
      { file: ledgerFile(dir, 3, 'result'), text: expect.stringContaining('not a statement') },
    ])
    expect(entries[2]?.result).toBeNull()
  })
})
