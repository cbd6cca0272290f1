import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ledgerDir, ledgerFile } from '../../harness/engine/ledger.ts'
import { packageRoot } from '../../harness/model/home.ts'
import { generateKey } from '../../harness/signers/local-key.ts'
import { makeRuns, runsFolder } from '../engine/made-ledger.ts'
import { plan } from '../oracles/synthetic-plan.ts'
import { run } from '../oracles/synthetic-run.ts'
import { taken } from '../reports/runs.ts'

const shipped = (...path: string[]) => readFileSync(join(packageRoot(), ...path))
const text = (value: unknown) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`)

/** Some of the attempts: what is broken does not depend on how many there are. */
const journalOf = (history: ReturnType<typeof run>) =>
  Buffer.from(
    history
      .filter(({ type }, index) => type !== 'attempt' || index % 40 === 0)
      .map((entry) => `${JSON.stringify({ ...entry, prev: '0'.repeat(64) })}\n`)
      .join(''),
  )

const key = () => generateKey('ed25519').publicPem
const trust = Buffer.from(`keys:
  - { name: Ada Coordinator, duty: coordinator, key: ${JSON.stringify(key())} }
  - name: Grace Approver
    duty: approver
    key: |
      ${key().replaceAll('\n', '\n      ')}
  - { name: Alan Witness, duty: witness, key: ${JSON.stringify(generateKey('p256').publicPem)} }
`)

const targets = Buffer.from(`- estate: staging
  owner: iam-team
  until: 2026-12-31
  services:
    idp: { host: idp.staging.example.com, port: 8443, issuer: "https://idp.staging.example.com:8443/realms/staff" }
    vault: { host: vault.staging.example.com, port: 8200, cluster: 7b1c1c2e-6c1f-4a55-9d37-0f2a4b1f0c11 }
`)

const runs = runsFolder()
makeRuns(runs, [{ ending: 'passed' }])
const statement = readFileSync(ledgerFile(ledgerDir(runs), 1, 'started'))

/** Good files of every kind, to be spoilt. */
export const corpus = {
  scenario: [shipped('scenarios', 'idp-down.yaml'), shipped('scenarios', 'idp-down-with-people.yaml')],
  estate: [shipped('docker', 'reference', 'estate.yaml'), shipped('test', 'drill', 'tiny', 'estate.yaml')],
  runbook: [shipped('docker', 'reference', 'runbooks', 'idp-outage.yaml')],
  answers: [shipped('scenarios', 'answers', 'idp-down-with-people.yaml')],
  followUps: [text(taken.audit.followUps)],
  journal: [journalOf(run({})), journalOf(taken.history)],
  plan: [text(plan), text(taken.plan)],
  findings: [text(taken.judgement)],
  trust: [trust],
  targets: [targets],
  statement: [statement],
}
