import { cpSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { referenceEstate } from '../../harness/cli/inputs.ts'
import { judgeDossier, reportDossier } from '../../harness/cli/judging.ts'
import { monotonicClock } from '../../harness/engine/clock.ts'
import { createDossier, type Dossier, savePlan } from '../../harness/engine/dossier.ts'
import { openJournal } from '../../harness/engine/journal.ts'
import { redactor } from '../../harness/engine/redact.ts'
import { type Sealed, sealResult, sealStarted } from '../../harness/engine/seal.ts'
import { type Verification, verify } from '../../harness/engine/verify.ts'
import type { Fact } from '../../harness/model/record.ts'
import { oracles } from '../../harness/oracles/index.ts'
import { readEstate } from '../../harness/readers/estate.ts'
import { generateKey, localSigner } from '../../harness/signers/local-key.ts'
import type { Algorithm, Signer, Stamp, TrustedKey } from '../../harness/signers/signer.ts'
import { plan } from '../oracles/synthetic-plan.ts'
import { run as history, type World } from '../oracles/synthetic-run.ts'
import { runsFolder } from './made-ledger.ts'

const { estate } = await readEstate(referenceEstate)

export const someSigner = (algorithm: Algorithm = 'p256'): Signer =>
  localSigner(generateKey(algorithm).privatePem, 'a key')

export const trusted = (
  { keyId, algorithm, pem }: Signer,
  duty: TrustedKey['duty'] = 'coordinator',
): TrustedKey => ({
  ...{ keyId, algorithm, pem, duty },
  name: duty,
})

export interface SealedRun {
  readonly dossier: Dossier
  readonly runsDir: string
  readonly started: Sealed
  readonly result: Sealed
}

export interface Sealing {
  readonly signer?: Signer
  readonly stamp?: Stamp
  readonly world?: World
  /** What is done to the folder before it is sealed. */
  readonly before?: (dossier: Dossier) => void
}

/** A whole run as the command line leaves it, of a synthetic history; the real oracles and reports make the rest. */
export async function sealedRun(runsDir: string, sealing: Sealing = {}): Promise<SealedRun> {
  const { world, before, ...by } = sealing
  const dossier = createDossier(runsDir, plan.scenario)
  savePlan(dossier, plan)
  writeFileSync(join(dossier.dir, 'scenario.yaml'), 'scenario: idp-down\n')
  before?.(dossier)
  const started = await sealStarted({ ...{ dossier, runsDir, plan, estate }, ...by })
  let nowMs = 0
  const journal = openJournal(dossier.journalFile, { ...monotonicClock(), nowMs: () => nowMs }, redactor())
  for (const { seq: _, atMs, time: _time, ...fact } of history(world)) {
    nowMs = atMs
    journal.write(fact as Fact)
  }
  journal.close()
  const judgement = judgeDossier(dossier, oracles)
  await reportDossier(dossier, judgement)
  const result = await sealResult({ ...{ dossier, runsDir, started, ...by }, verdict: judgement.verdict })
  return { dossier, runsDir, started, result }
}

/** The same runs in a folder of their own, to be tampered with. */
export function copied({ runsDir, dossier }: Pick<SealedRun, 'runsDir' | 'dossier'>): string {
  const folder = runsFolder()
  cpSync(runsDir, folder, { recursive: true })
  return join(folder, basename(dossier.dir))
}

export const verified = (
  dir: string,
  keys: readonly TrustedKey[],
  more: Partial<Parameters<typeof verify>[0]> = {},
): Promise<Verification> => verify({ ...{ dir, keys, oracles }, ...more })

/** `check: text` of everything that did not hold. */
export const wrongIn = ({ checks }: Verification): string[] =>
  checks.filter(({ state }) => state === 'failed').map(({ check, text }) => `${check}: ${text}`)
