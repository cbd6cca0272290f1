import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { ledgerDir, ledgerFile } from '../../harness/engine/ledger.ts'
import { algorithms } from '../../harness/signers/signer.ts'
import { runsFolder } from './made-ledger.ts'
import { copied, type SealedRun, sealedRun, someSigner, trusted, verified, wrongIn } from './sealed.ts'

const signer = someSigner()
const keys = [trusted(signer)]
let runs: SealedRun[]
let middle: SealedRun

beforeAll(async () => {
  const runsDir = runsFolder()
  runs = []
  for (let n = 0; n < 3; n += 1) runs.push(await sealedRun(runsDir, { signer }))
  middle = runs[1] as SealedRun
})

/** What verifying finds wrong with a copy of the second of three runs, after something was done to it. */
async function wrongAfter(tamper: (dir: string, run: SealedRun) => unknown): Promise<string[]> {
  const dir = copied(middle)
  await tamper(dir, middle)
  const verification = await verified(dir, keys)
  expect(verification.verified).toBe(wrongIn(verification).length === 0)
  return wrongIn(verification)
}

const swap = (one: string, other: string) => {
  renameSync(one, `${one}.held`)
  renameSync(other, one)
  renameSync(`${one}.held`, other)
}

describe('genuine evidence', () => {
  it.each(algorithms)(
    'verifies under the pinned key on %s, and says that completeness is not proven',
    async (kind) => {
      const by = someSigner(kind)
      const run = await sealedRun(runsFolder(), { signer: by })
      const verification = await verified(run.dossier.dir, [trusted(by)])
      expect(wrongIn(verification)).toEqual([])
      expect(verification).toMatchObject({
        ...{ run: run.dossier.run, number: 1, digest: run.result.digest, verified: true, complete: false },
      })
      expect(verification.checks.filter(({ state }) => state !== 'ok').map(({ check }) => check)).toEqual([
        'completeness',
      ])
    },
  )

  it('verifies each of several runs, and elsewhere without the ledger', async () => {
    for (const { dossier } of runs) expect(wrongIn(await verified(dossier.dir, keys))).toEqual([])
    const alone = copied(middle)
    rmSync(ledgerDir(dirname(alone)), { recursive: true })
    const verification = await verified(alone, keys)
    expect(verification.verified).toBe(true)
    expect(verification.checks).toContainEqual(
      expect.objectContaining({ check: 'ledger', state: 'unproven' }),
    )
  })

  it('is complete when the digest of its result, or the head of its journal, was kept elsewhere', async () => {
    const { dossier, result } = middle
    const text = (digest: string) => ({ name: 'kept.txt', text: `run 2: ${digest}\n` })
    const head = JSON.parse(
      Buffer.from(JSON.parse(readFileSync(result.file, 'utf8')).dsseEnvelope.payload, 'base64').toString(),
    ).predicate.journal.head
    for (const digest of [result.digest, result.digest.toUpperCase(), head])
      expect(await verified(dossier.dir, keys, { anchor: text(digest) })).toMatchObject({
        ...{ verified: true, complete: true },
      })
    const other = await verified(dossier.dir, keys, { anchor: text('0'.repeat(64)) })
    expect(other).toMatchObject({ verified: false, complete: false })
    expect(wrongIn(other)).toEqual([expect.stringContaining('kept.txt holds neither')])
  })

  it('shows by an anchor that everything was made anew', async () => {
    const runsDir = runsFolder()
    const first = await sealedRun(runsDir, { signer })
    const anchor = { name: 'kept.txt', text: first.result.digest }
    rmSync(runsDir, { recursive: true })
    mkdirSync(runsDir)
    const again = await sealedRun(runsDir, { signer })
    expect((await verified(again.dossier.dir, keys)).verified).toBe(true)
    expect((await verified(again.dossier.dir, keys, { anchor })).verified).toBe(false)
  })

  it('is refused when no key is pinned', async () => {
    await expect(verified(middle.dossier.dir, [])).rejects.toThrow(/no key is pinned/)
    await expect(verified(middle.dossier.dir, [trusted(signer, 'witness')])).rejects.toThrow(
      /no key is pinned/,
    )
  })

  it('that nobody signed does not verify, and everything else about it is looked at', async () => {
    const { dossier } = await sealedRun(runsFolder())
    for (const pinned of [[], keys])
      expect(wrongIn(await verified(dossier.dir, pinned))).toEqual([
        'started signature: not signed: nobody vouches for it',
        'result signature: not signed: nobody vouches for it',
      ])
  })

  it('of a run that was never sealed does not verify', async () => {
    const dir = copied(middle)
    rmSync(join(dir, 'evidence'), { recursive: true })
    expect(wrongIn(await verified(dir, keys))).toEqual([
      expect.stringContaining('started statement: it is missing'),
      expect.stringContaining('result statement: it is missing'),
    ])
  })
})

describe('evidence that was tampered with', () => {
  const flip = (file: string) => {
    const bytes = readFileSync(file)
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
    writeFileSync(file, bytes)
  }

  it.each(['report.html', 'findings.json', 'scenario.yaml'])('names %s when it was changed', async (name) => {
    const wrong = await wrongAfter((dir) => flip(join(dir, name)))
    expect(wrong).toContain(`files: ${name} is not what was sealed`)
  })

  it('names a file that was deleted, put in, cut short, or is a link out of it', async () => {
    expect(await wrongAfter((dir) => rmSync(join(dir, 'report.html')))).toEqual([
      'files: report.html is missing',
    ])
    expect(await wrongAfter((dir) => writeFileSync(join(dir, 'more.txt'), ''))).toEqual([
      'files: more.txt is covered by no statement',
    ])
    expect(await wrongAfter((dir) => truncateSync(join(dir, 'report.html'), 100))).toEqual([
      'files: report.html is not what was sealed',
    ])
    const linked = await wrongAfter((dir) => {
      renameSync(join(dir, 'report.html'), join(dirname(dir), 'elsewhere.html'))
      symlinkSync('../elsewhere.html', join(dir, 'report.html'))
    })
    expect(linked).toEqual(['files: report.html is missing', 'files: report.html is no regular file'])
  })

  it('names both files of two that were swapped', async () => {
    const wrong = await wrongAfter((dir) => swap(join(dir, 'report.html'), join(dir, 'junit.xml')))
    expect(wrong).toEqual([
      'files: junit.xml is not what was sealed',
      'files: report.html is not what was sealed',
    ])
  })

  it('is found out when lines of the journal were moved, cut off, or put in', async () => {
    const edit = (change: (lines: string[]) => string[]) =>
      wrongAfter((dir) => {
        const file = join(dir, 'journal.jsonl')
        const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
        writeFileSync(file, `${change(lines).join('\n')}\n`)
      })
    const moved = await edit((lines) => [
      ...lines.slice(0, 9),
      ...lines.slice(9, 11).reverse(),
      ...lines.slice(11),
    ])
    expect(moved).toContain('journal chain: broken at line 10')
    const short = await edit((lines) => lines.slice(0, -1))
    expect(short).toContainEqual(expect.stringMatching(/^journal records: \d+, where \d+ were sealed$/))
    expect(short).toContainEqual(expect.stringMatching(/^journal head: /))
    const more = await edit((lines) => [...lines, lines.at(-1) ?? ''])
    expect(more).toContainEqual(expect.stringMatching(/^journal chain: /))
    const torn = await wrongAfter((dir) => appendFileSync(join(dir, 'journal.jsonl'), '{"seq":'))
    expect(torn).toContainEqual(expect.stringMatching(/^journal chain: /))
    expect(await wrongAfter((dir) => rmSync(join(dir, 'journal.jsonl')))).toContain('journal: it is missing')
  })

  it('is found out when it was replayed from another run, in whole or in part', async () => {
    const first = runs[0] as SealedRun
    const from = (dir: string, name: string) => join(dirname(dir), first.dossier.run, name)
    const started = await wrongAfter((dir) =>
      renameSync(from(dir, 'evidence/started.sigstore.json'), join(dir, 'evidence/started.sigstore.json')),
    )
    expect(started).toContainEqual(expect.stringMatching(/^started and result: it started as number 1/))
    expect(started).toContain('started and result: the result names another started statement')
    const result = await wrongAfter((dir) =>
      renameSync(from(dir, 'evidence/result.sigstore.json'), join(dir, 'evidence/result.sigstore.json')),
    )
    expect(result).toContain('started and result: the result names another started statement')
    const both = await wrongAfter((dir) => {
      rmSync(join(dir, 'evidence'), { recursive: true })
      renameSync(from(dir, 'evidence'), join(dir, 'evidence'))
    })
    expect(both).toContainEqual(expect.stringMatching(/^started and result: the folder is named/))
    const whole = await wrongAfter((dir) => {
      rmSync(dir, { recursive: true })
      renameSync(from(dir, ''), dir)
    })
    expect(whole).toEqual([expect.stringMatching(/^started and result: the folder is named/)])
    const journal = await wrongAfter((dir) =>
      renameSync(from(dir, 'journal.jsonl'), join(dir, 'journal.jsonl')),
    )
    expect(journal).toContainEqual(expect.stringMatching(/^journal head: /))
  })

  it('is found out when its own statements were swapped, or there are two of a kind', async () => {
    const evidence = (dir: string, kind: string) => join(dir, 'evidence', kind)
    const swapped = await wrongAfter((dir) =>
      swap(evidence(dir, 'started.sigstore.json'), evidence(dir, 'result.sigstore.json')),
    )
    expect(swapped).toContainEqual(expect.stringMatching(/^started predicate type: .*drill-result/))
    expect(swapped).toContainEqual(expect.stringMatching(/^result predicate type: .*drill-started/))
    const two = await wrongAfter((dir) => writeFileSync(evidence(dir, 'result.statement.json'), '{}'))
    expect(two).toContain('result statement: there are two of them')
  })

  it('is found out by its neighbours in the ledger', async () => {
    const ledger = (dir: string, number: number, kind: 'started' | 'result') =>
      ledgerFile(ledgerDir(dirname(dir)), number, kind)
    expect(await wrongAfter((dir) => rmSync(ledger(dir, 1, 'started')))).toEqual([
      'ledger: number 1, the one before, is missing',
    ])
    expect(await wrongAfter((dir) => appendFileSync(ledger(dir, 1, 'started'), ' '))).toEqual([
      'ledger: number 1 is not the one that it names',
    ])
    expect(await wrongAfter((dir) => rmSync(ledger(dir, 1, 'result')))).toEqual([
      'ledger: the result of number 1 is not the one that it names',
    ])
    expect(await wrongAfter((dir) => rmSync(ledger(dir, 2, 'result')))).toEqual([
      'ledger: number 2 has no result statement in the ledger',
    ])
    expect(await wrongAfter((dir) => appendFileSync(ledger(dir, 2, 'result'), ' '))).toEqual([
      'ledger: number 2 has another result statement in the ledger',
    ])
    expect(await wrongAfter((dir) => swap(ledger(dir, 3, 'started'), ledger(dir, 1, 'started')))).toEqual([
      'ledger: number 1 is not the one that it names',
      'ledger: number 3 names another run before it',
    ])
  })

  it('is found out, without a crash or a wait, when something that is no file stands in place of one', async () => {
    const names = [
      'evidence/result.sigstore.json',
      'plan.json',
      'journal.jsonl',
      'findings.json',
      'report.html',
    ]
    const makers: Record<string, (path: string) => unknown> = {
      folder: (path) => mkdirSync(path),
      pipe: (path) => execFileSync('mkfifo', [path]),
      link: (path) => symlinkSync('/dev/zero', path),
      'broken link': (path) => symlinkSync('nowhere', path),
    }
    for (const name of names)
      for (const [kind, make] of Object.entries(makers)) {
        const wrong = await wrongAfter((dir) => {
          rmSync(join(dir, name))
          make(join(dir, name))
        })
        expect(wrong.length, `a ${kind} for ${name}`).toBeGreaterThan(0)
      }
  }, 60_000)

  it('is found out when the result was signed anew over findings that nobody can come to', async () => {
    const runsDir = runsFolder()
    const forged = await sealedRun(runsDir, {
      signer,
      world: {
        outcome: (access, ms, clean) => (access === 'app-session' && ms > 30_000 ? 'unavailable' : clean),
      },
    })
    const findings = join(forged.dossier.dir, 'findings.json')
    expect(JSON.parse(readFileSync(findings, 'utf8')).verdict).toBe('failed')
    const { sealResult } = await import('../../harness/engine/seal.ts')
    writeFileSync(findings, readFileSync(findings, 'utf8').replaceAll('"failed"', '"passed"'))
    rmSync(forged.result.file)
    rmSync(ledgerFile(ledgerDir(runsDir), 1, 'result'))
    await sealResult({ ...forged, signer, verdict: 'passed' })
    expect(wrongIn(await verified(forged.dossier.dir, keys))).toEqual([
      'verdict: a fresh judge finds failed, where passed was sealed',
    ])
    expect(basename(forged.dossier.dir)).toBe(forged.dossier.run)
  })
})
