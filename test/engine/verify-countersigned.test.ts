import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { approve } from '../../harness/engine/approve.ts'
import type { Dossier } from '../../harness/engine/dossier.ts'
import { publishOnce } from '../../harness/engine/publish.ts'
import { witness } from '../../harness/engine/witness.ts'
import type { Check } from '../../harness/model/check.ts'
import type { Signer, TrustedKey } from '../../harness/signers/signer.ts'
import { plan } from '../oracles/synthetic-plan.ts'
import { runsFolder } from './made-ledger.ts'
import { copied, type SealedRun, sealedRun, someSigner, trusted, verified, wrongIn } from './sealed.ts'

const signer = someSigner()
const [anna, carol] = [someSigner(), someSigner('ed25519')]
const named = (of: Signer, duty: TrustedKey['duty'], name: string): TrustedKey => ({
  ...trusted(of, duty),
  name,
})
const coordinator = trusted(signer)
const keys = [coordinator, named(anna, 'approver', 'Anna'), named(carol, 'witness', 'Carol')]
const approval = 'evidence/approval-1.sigstore.json'
const witnessed = 'evidence/witness-1.sigstore.json'
const now = new Date()

const approvalOf = async (bytes: Buffer, approver = 'Anna', by = anna) =>
  (await approve({ ...{ bytes, plan, approver, now }, signer: by, validForMs: 3_600_000 })).bytes

let run: SealedRun
beforeAll(async () => {
  const approvals = new Map<string, Buffer>()
  const keep = ({ dir }: Dossier) => {
    for (const [name, bytes] of approvals) publishOnce(join(dir, name), bytes)
  }
  // The plan's bytes are the same for every run of it: they are known before the one that is approved.
  const { dossier } = await sealedRun(runsFolder(), { signer })
  approvals.set(approval, await approvalOf(readFileSync(join(dossier.dir, 'plan.json'))))
  run = await sealedRun(runsFolder(), { signer, before: keep })
  await witness({ dossier: run.dossier, witness: 'Carol', signer: carol, now })
})

/** How the approval and the witness's word come out after something was done to a copy. */
async function tampered(tamper: (dir: string) => unknown, pinned = keys) {
  const dir = copied(run)
  await tamper(dir)
  const verification = await verified(dir, pinned)
  const of = (name: string): Check | undefined => verification.checks.find(({ check }) => check === name)
  return { verification, approval: of(approval), witness: of(witnessed), wrong: wrongIn(verification) }
}

describe('approvals and witnesses', () => {
  it('verify under keys of their own', async () => {
    const { verification, ...found } = await tampered(() => undefined)
    expect(found).toEqual({
      approval: expect.objectContaining({ state: 'ok', text: `by the approver Anna (${anna.keyId})` }),
      witness: expect.objectContaining({ state: 'ok', text: `by the witness Carol (${carol.keyId})` }),
      wrong: [],
    })
    expect(verification.verified).toBe(true)
  })

  it('are not proven without their keys, and the run verifies all the same', async () => {
    const { verification, ...found } = await tampered(() => undefined, [coordinator])
    expect(verification.verified).toBe(true)
    for (const check of [found.approval, found.witness])
      expect(check).toMatchObject({ state: 'unproven', optional: true })
  })

  it('count for one duty and one name only', async () => {
    const swapped = [coordinator, named(anna, 'witness', 'Anna'), named(carol, 'approver', 'Carol')]
    const other = await tampered(() => undefined, swapped)
    expect([other.approval?.state, other.witness?.state]).toEqual(['unproven', 'unproven'])
    const renamed = [coordinator, named(anna, 'approver', 'Ben'), named(carol, 'witness', 'Dora')]
    expect((await tampered(() => undefined, renamed)).wrong).toEqual([
      `files: ${witnessed} is covered by no statement`,
      `${approval}: it says Anna, and the key is Ben's`,
      `${witnessed}: it says Carol, and the key is Dora's`,
    ])
  })

  it('cannot be taken away, put in, or come from another run', async () => {
    expect((await tampered((dir) => rmSync(join(dir, approval)))).wrong).toEqual([
      `files: ${approval} is missing`,
    ])
    const second = 'evidence/approval-2.sigstore.json'
    const bytes = await approvalOf(readFileSync(join(run.dossier.dir, 'plan.json')), 'Ben', someSigner())
    expect((await tampered((dir) => writeFileSync(join(dir, second), bytes))).wrong).toEqual([
      `files: ${second} is covered by no statement`,
    ])
    const foreign = await sealedRun(runsFolder(), { signer })
    await witness({ dossier: foreign.dossier, witness: 'Carol', signer: carol, now })
    const replayed = await tampered((dir) =>
      renameSync(join(foreign.dossier.dir, witnessed), join(dir, witnessed)),
    )
    expect(replayed.wrong).toEqual([
      `files: ${witnessed} is covered by no statement`,
      `${witnessed}: it speaks of something else`,
    ])
  })

  it('do not verify when they were changed, or swapped', async () => {
    const spoilt = await tampered((dir) => {
      const file = join(dir, witnessed)
      writeFileSync(file, readFileSync(file, 'utf8').replace(/"sig":"..../, '"sig":"AAAA'))
    })
    expect(spoilt.witness?.state).toBe('failed')
    const swapped = await tampered((dir) =>
      writeFileSync(join(dir, witnessed), readFileSync(join(dir, approval))),
    )
    expect(swapped.wrong).toEqual([`files: ${witnessed} is covered by no statement`])
    const nonsense = await tampered((dir) => writeFileSync(join(dir, witnessed), '{}\n'))
    expect(nonsense.wrong).toContainEqual(expect.stringMatching(/^evidence\/witness-1\.sigstore\.json: /))
  })
})
