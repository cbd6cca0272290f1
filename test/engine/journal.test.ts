import { appendFileSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chainOf, chainStart } from '../../harness/engine/chain.ts'
import { monotonicClock, resumedClock } from '../../harness/engine/clock.ts'
import { sha256 } from '../../harness/engine/digest.ts'
import { openJournal, readJournal } from '../../harness/engine/journal.ts'
import { redactor } from '../../harness/engine/redact.ts'

const fresh = () => join(mkdtempSync(join(tmpdir(), 'drill-journal-')), 'journal.jsonl')

function written(file: string, count: number) {
  const journal = openJournal(file, monotonicClock(), redactor())
  for (let n = 0; n < count; n += 1) journal.write({ type: 'phase.began', phase: 'before' })
  journal.close()
}

describe('journal', () => {
  it('numbers records from 1 and is readable by its owner alone', () => {
    const file = fresh()
    written(file, 3)
    expect(readJournal(file).map((entry) => entry.seq)).toEqual([1, 2, 3])
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('stays readable wherever it was torn, and another process goes on after it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), (cut) => {
        const file = fresh()
        written(file, 4)
        const whole = readFileSync(file, 'utf8')
        const torn = whole.slice(0, Math.max(0, whole.length - cut))
        writeFileSync(file, torn)
        const kept = readJournal(file)
        const ended = torn.split('\n').length - 1
        expect([ended, ended + 1]).toContain(kept.length)
        const journal = openJournal(file, resumedClock(kept.at(-1)), redactor())
        journal.write({ type: 'run.interrupted', detail: 'killed' })
        journal.close()
        const again = readJournal(file)
        expect(again.slice(0, ended)).toEqual(kept.slice(0, ended))
        expect(again).toHaveLength(ended + 1)
        expect(again.at(-1)).toMatchObject({ type: 'run.interrupted' })
      }),
      { numRuns: 60 },
    )
  })

  it('names the line of a record that is broken in the middle', () => {
    const file = fresh()
    written(file, 2)
    appendFileSync(file, 'not json\nnot json either\n')
    expect(() => readJournal(file)).toThrow(/journal\.jsonl:3: not a journal record/)
  })

  it('says which file is missing', () => {
    expect(() => readJournal('/nowhere/journal.jsonl')).toThrow(/cannot read the journal/)
  })
})

describe('chain', () => {
  it('leads from the first record to the last, and judges do not see it', () => {
    const file = fresh()
    written(file, 3)
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    const named = lines.map((line) => (JSON.parse(line) as { prev: string }).prev)
    expect(named).toEqual([chainStart, ...lines.slice(0, -1).map(sha256)])
    expect(chainOf(file)).toEqual({ records: 3, head: sha256(lines[2] ?? '') })
    expect(Object.keys(readJournal(file)[0] ?? {})).toEqual(['seq', 'atMs', 'time', 'type', 'phase'])
  })

  it('goes on from another process, over a torn tail, and past a writer that was taken for dead', () => {
    const file = fresh()
    written(file, 2)
    appendFileSync(file, '{"seq":3,"torn')
    written(file, 1)
    const first = openJournal(file, monotonicClock(), redactor())
    first.write({ type: 'phase.began', phase: 'during' })
    written(file, 1)
    const late = () => first.write({ type: 'undo.intent', fault: 'f1' })
    expect(late).toThrow(expect.objectContaining({ code: 'journal-failed' }))
    expect(late).toThrow(/another process has gone on/)
    first.close()
    expect(chainOf(file)).toMatchObject({ records: 5 })
    expect(chainOf(file).brokenAt).toBeUndefined()
    expect(readJournal(file).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5])
  })

  it('breaks at a line that was changed, taken away, put in, or moved', () => {
    const file = fresh()
    written(file, 5)
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    const brokenBy = (changed: readonly string[]) => {
      writeFileSync(file, `${changed.join('\n')}\n`)
      return chainOf(file).brokenAt
    }
    expect(brokenBy(lines)).toBeUndefined()
    expect(brokenBy(lines.with(1, lines[1]?.replace('before', 'during') ?? ''))).toBe(3)
    expect(brokenBy(lines.toSpliced(1, 1))).toBe(2)
    expect(brokenBy(lines.toSpliced(2, 0, lines[1] ?? ''))).toBe(3)
    expect(brokenBy(lines.toSpliced(1, 2, lines[2] ?? '', lines[1] ?? ''))).toBe(2)
    writeFileSync(file, lines.join('\n'))
    expect(chainOf(file).brokenAt).toBe(5)
  })

  it('holds whatever the records say, over the pieces in which a file is read', () => {
    const file = fresh()
    const journal = openJournal(file, monotonicClock(), redactor())
    for (let n = 0; n < 40; n += 1)
      journal.write({ type: 'run.interrupted', detail: `${'é"\\n'.repeat(n * 3_000)},"prev":"x"}` })
    journal.close()
    expect(statSync(file).size).toBeGreaterThan(8 << 20)
    expect(chainOf(file)).toMatchObject({ records: 40 })
    expect(chainOf(file).brokenAt).toBeUndefined()
    expect(readJournal(file)).toHaveLength(40)
  })
})

describe('redactor', () => {
  it('finds a secret in every form it can take', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, unit: 'grapheme-ascii' }), fc.string(), (secret, around) => {
        const clean = redactor([secret])
        for (const form of [
          secret,
          Buffer.from(secret).toString('base64'),
          Buffer.from(secret).toString('base64url'),
          encodeURIComponent(secret),
        ])
          expect(clean.text(`${around} ${form} ${around}`.replaceAll(secret, form))).not.toContain(form)
      }),
    )
  })

  it('masks tokens by their shape, and leaves words alone', () => {
    const clean = redactor()
    expect(clean.text('bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0x.c2lnbmF0dXJl!')).toBe(
      'bearer [redacted token]!',
    )
    expect(clean.text('password=hunter2hunter2&x=1')).toBe('password=[redacted]&x=1')
    expect(clean.json({ a: ['refresh took 20 ms'] })).toEqual({ a: ['refresh took 20 ms'] })
  })
})
