import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { referenceEstate } from '../../harness/cli/inputs.ts'
import { attesterFor, sealed } from '../../harness/cli/sealing.ts'
import { monotonicClock } from '../../harness/engine/clock.ts'
import { createDossier, savePlan } from '../../harness/engine/dossier.ts'
import { openJournal } from '../../harness/engine/journal.ts'
import { ledgerDir, readLedger } from '../../harness/engine/ledger.ts'
import { redactor } from '../../harness/engine/redact.ts'
import { DrillError } from '../../harness/model/error.ts'
import type { Judgement } from '../../harness/model/finding.ts'
import type { Fact } from '../../harness/model/record.ts'
import { readEstate } from '../../harness/readers/estate.ts'
import { keyVariable } from '../../harness/signers/key-store.ts'
import { generateKey } from '../../harness/signers/local-key.ts'
import { runsFolder } from '../engine/made-ledger.ts'
import { someSigner, trusted, verified, wrongIn } from '../engine/sealed.ts'
import { plan } from '../oracles/synthetic-plan.ts'

const { estate } = await readEstate(referenceEstate)
const signer = someSigner()

function prepared(signal = new AbortController().signal) {
  const runsDir = runsFolder()
  const dossier = createDossier(runsDir, plan.scenario)
  savePlan(dossier, plan)
  const notes: string[] = []
  const progress = ({ text }: { text: string }) => void notes.push(text)
  const sealing = {
    ...{ dossier, runsDir, plan, estate, progress, signal },
    attester: { signer },
    stays: true,
  }
  const write = (...facts: Fact[]) => {
    const journal = openJournal(dossier.journalFile, monotonicClock(), redactor())
    for (const fact of facts) journal.write(fact)
    journal.close()
  }
  const entry = () => readLedger(ledgerDir(runsDir)).entries[0]
  return { ...{ dossier, runsDir, notes, sealing, write, entry }, evidence: join(dossier.dir, 'evidence') }
}

const judged = (verdict: Judgement['verdict']) => ({ judgement: { verdict } as Judgement })
const fails = async (): Promise<{ judgement: Judgement }> => {
  throw new Error('no stack came up')
}

describe('sealing', () => {
  test('states that a drill began before the work is done, and how it ended after it', async () => {
    const { dossier, sealing, entry, evidence } = prepared()
    const seen = await sealed(sealing, async () => {
      expect(readdirSync(evidence)).toEqual(['started.sigstore.json'])
      expect(entry()?.started.statement.subject.map(({ name }) => name)).toEqual(['plan.json'])
      expect(entry()?.result).toBeNull()
      writeFileSync(join(dossier.dir, 'report.html'), 'done')
      return judged('failed')
    })
    expect(readdirSync(evidence)).toEqual(['result.sigstore.json', 'started.sigstore.json'])
    expect(seen.seal).toMatchObject({ run: dossier.run, number: 1, keyId: signer.keyId })
    expect(entry()?.result).toMatchObject({ digest: seen.seal?.digest })
    expect(entry()?.result?.statement.predicate.verdict).toBe('failed')
    expect(entry()?.result?.statement.subject.map(({ name }) => name)).toContain('report.html')
    for (const kind of ['started', 'result'])
      expect(readFileSync(join(evidence, `${kind}.sigstore.json`))).toEqual(
        readFileSync(join(ledgerDir(sealing.runsDir), `000001.${kind}.json`)),
      )
  })

  test.each([
    [false, 'errored'],
    [true, 'aborted'],
  ])('states the end of work that failed, stopped on purpose: %s', async (aborted, verdict) => {
    const stop = new AbortController()
    const { dossier, sealing, entry } = prepared(stop.signal)
    if (aborted) stop.abort()
    await expect(sealed(sealing, fails)).rejects.toThrow('no stack came up')
    expect(entry()?.result?.statement.predicate).toMatchObject({ verdict, journal: { records: 0 } })
    expect(wrongIn(await verified(dossier.dir, [trusted(signer)]))).toEqual([])
  })

  test('keeps the verdict of a run that was judged before something else failed', async () => {
    const { dossier, sealing, entry } = prepared()
    const work = async () => {
      writeFileSync(join(dossier.dir, 'findings.json'), '{"verdict":"passed"}\n')
      return fails()
    }
    await expect(sealed(sealing, work)).rejects.toThrow('no stack came up')
    expect(entry()?.result?.statement.predicate.verdict).toBe('passed')
  })

  const undo = { fault: 'unreachable', service: 'idp' }

  test('states no end while something is not undone: it is still to be written', async () => {
    const { sealing, write, entry, notes, evidence } = prepared()
    const work = async () => {
      write({ type: 'fault.intent', fault: 'unreachable-1', undo })
      return judged('errored')
    }
    expect((await sealed(sealing, work)).seal).toBeUndefined()
    expect(entry()?.result).toBeNull()
    expect(existsSync(join(evidence, 'result.sigstore.json'))).toBe(false)
    expect(notes).toContainEqual(expect.stringMatching(/not undone/))
  })

  test('states the end of a run whose stack is gone with all that was left on it', async () => {
    const { sealing, write, entry } = prepared()
    const work = async () => {
      write({ type: 'fault.intent', fault: 'unreachable-1', undo })
      return judged('errored')
    }
    expect((await sealed({ ...sealing, stays: false }, work)).seal).toBeDefined()
    expect(entry()?.result?.statement.predicate.journal.records).toBe(1)
  })

  test('states no end when the journal is not its own any more', async () => {
    const { sealing, entry, notes } = prepared()
    const error = new DrillError('journal-failed', 'another process has gone on with the journal')
    expect((await sealed(sealing, async () => ({ ...judged('errored'), error }))).seal).toBeUndefined()
    expect(entry()?.result).toBeNull()
    expect(notes).toContainEqual(expect.stringMatching(/not its own/))
  })

  test('signs with the key of the environment, and tells when nobody signs', () => {
    const { DRILL_HOME: before } = process.env
    const notes: string[] = []
    const progress = ({ text }: { text: string }) => void notes.push(text)
    try {
      process.env.DRILL_HOME = runsFolder()
      expect(attesterFor({ progress })).toEqual({})
      expect(notes).toEqual([expect.stringMatching(/nobody signs this run/)])
      process.env[keyVariable] = generateKey('ed25519').privatePem
      expect(attesterFor({ progress }).signer?.algorithm).toBe('ed25519')
      expect(process.env[keyVariable]).toBeUndefined()
      expect(() => attesterFor({ progress, key: 'nobody' })).toThrow(/nobody: cannot be read/)
    } finally {
      if (before === undefined) delete process.env.DRILL_HOME
      else process.env.DRILL_HOME = before
    }
  })

  test('goes on without a time-stamp that cannot be had, and says so', async () => {
    const { sealing, notes, dossier } = prepared()
    const { privatePem, publicPem } = generateKey('p256')
    process.env[keyVariable] = privatePem
    const attester = attesterFor({ timestampUrl: 'http://127.0.0.1:9/', progress: sealing.progress })
    await expect(sealed({ ...sealing, attester }, fails)).rejects.toThrow()
    expect(notes.filter((note) => note.startsWith('no time-stamp from 127.0.0.1:9'))).toHaveLength(2)
    const { publicKeyFrom } = await import('../../harness/signers/public-key.ts')
    const key = { ...publicKeyFrom(publicPem, 'own'), name: 'own', duty: 'coordinator' as const }
    expect((await verified(dossier.dir, [key])).verified).toBe(true)
  })
})
