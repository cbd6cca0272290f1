import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { referenceEstate } from '../../harness/cli/inputs.ts'
import { createDossier, savePlan } from '../../harness/engine/dossier.ts'
import { sealResult, sealStarted } from '../../harness/engine/seal.ts'
import { readEstate } from '../../harness/readers/estate.ts'
import { generateKey, localSigner } from '../../harness/signers/local-key.ts'
import type { Signer } from '../../harness/signers/signer.ts'
import { findingsText, runsFolder } from '../engine/made-ledger.ts'
import { plan as synthetic } from '../oracles/synthetic-plan.ts'
import { drill } from './drill.ts'

const { estate } = await readEstate(referenceEstate)
const signer = localSigner(generateKey('ed25519').privatePem, 'a key')
/** A plan that exercises every fallback of the estate: it takes away what they bridge, and tries them. */
const plan = {
  ...synthetic,
  faults: Object.values(estate.fallbacks).flatMap(({ for: service }) =>
    synthetic.faults.map((fault) => ({ ...fault, service })),
  ),
  workloads: Object.keys(estate.fallbacks).map((fallback) => ({
    ...{ id: fallback, workload: 'other-trust', options: {}, classes: [], fallback },
  })),
}

async function sealedRun(runsDir: string, verdict: 'passed' | 'failed', by: { signer?: Signer }) {
  const dossier = createDossier(runsDir, plan.scenario)
  savePlan(dossier, plan)
  const started = await sealStarted({ ...{ dossier, runsDir, plan, estate }, ...by })
  writeFileSync(join(dossier.dir, 'findings.json'), findingsText(dossier.run, plan.scenario, verdict))
  await sealResult({ ...{ dossier, runsDir, started, verdict }, ...by })
}

test.each([
  ['signed', { signer }],
  ['that nobody signed', {}],
])('ledger and gate read runs %s as sealing leaves them', async (_name, by) => {
  const runsDir = runsFolder()
  const gate = () =>
    drill(['gate', '--runs', runsDir, '--require', plan.scenario, '--estate', referenceEstate])
  await sealedRun(runsDir, 'failed', by)
  const failed = await gate()
  expect(failed.code).toBe(1)
  expect(failed.stdout).toMatch(/new-failure .*, run 1: revocation\/never-denied/)
  await sealedRun(runsDir, 'passed', by)
  expect(await gate()).toMatchObject({ code: 0, stdout: 'gate: passed\n' })
  const { runs, problems } = JSON.parse((await drill(['ledger', '--runs', runsDir, '--json'])).stdout)
  expect(problems).toEqual([])
  const keyId = 'signer' in by ? signer.keyId : null
  expect(runs).toMatchObject([
    { number: 1, ending: 'failed', folder: 'there', keyId, fallbacks: Object.keys(estate.fallbacks) },
    { number: 2, ending: 'passed', folder: 'there', keyId },
  ])
})
