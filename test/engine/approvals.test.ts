import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ApprovalRules, approvalsOf, samePerson, saveApprovals } from '../../harness/engine/approvals.ts'
import { approve } from '../../harness/engine/approve.ts'
import { attest } from '../../harness/engine/attest.ts'
import { sha256 } from '../../harness/engine/digest.ts'
import { refuseOther } from '../../harness/engine/same-plan.ts'
import { savedPlan } from '../../harness/engine/saved-plan.ts'
import { witness } from '../../harness/engine/witness.ts'
import type { Signer, TrustedKey } from '../../harness/signers/signer.ts'
import { plan } from '../oracles/synthetic-plan.ts'
import { runsFolder } from './made-ledger.ts'
import { sealedRun, someSigner, trusted, verified } from './sealed.ts'

const coordinator = someSigner()
const [bob, eve, mallory] = [someSigner(), someSigner('ed25519'), someSigner()]
const as = (signer: Signer, name: string, duty: TrustedKey['duty'] = 'approver') => ({
  ...trusted(signer, duty),
  name,
})
const keys = [as(bob, 'bob'), as(eve, 'eve'), as(coordinator, 'ada', 'coordinator')]
const { text } = savedPlan(plan)
const now = new Date('2026-11-25T12:00:00Z')

async function approval(signer: Signer, approver: string, of = text, validForMs = 60_000) {
  const { bytes } = await approve({ bytes: Buffer.from(of), plan, approver, signer, now, validForMs })
  return { file: `${approver}.json`, bytes }
}

const rules = (more: Partial<ApprovalRules> = {}): ApprovalRules => ({
  ...{ planDigest: sha256(text), trusted: keys, coordinatorKeyId: coordinator.keyId, required: 2, now },
  ...more,
})

async function refusal(files: Parameters<typeof approvalsOf>[0], more: Partial<ApprovalRules> = {}) {
  const error = await approvalsOf(files, rules(more)).then(
    () => undefined,
    (thrown) => thrown,
  )
  expect(error?.code).toBe('refused')
  return String(error.message)
}

test('two people who have nothing else to do with it approve the plan that runs', async () => {
  const found = await approvalsOf([await approval(bob, 'bob'), await approval(eve, 'eve')], rules())
  expect(found.map(({ approver, keyId }) => [approver, keyId])).toEqual([
    ['bob', bob.keyId],
    ['eve', eve.keyId],
  ])
})

describe('what is no approval', () => {
  const one = { required: 1 }
  test.each([
    [
      'a run that nobody seals',
      async () => [await approval(bob, 'bob')],
      { ...one, coordinatorKeyId: undefined },
      /nobody can tell who leads it/,
    ],
    ['too few', async () => [await approval(bob, 'bob')], {}, /2 approvals are required, and 1 hold/],
    ['none at all', async () => [], one, /1 approvals are required, and 0 hold/],
    [
      'one of another plan',
      async () => [await approval(bob, 'bob', `${text} `)],
      one,
      /bob approved another plan/,
    ],
    [
      'a key that nobody trusts',
      async () => [await approval(mallory, 'bob')],
      one,
      /no trusted approver's key/,
    ],
    [
      'a key that is trusted for something else',
      async () => [await approval(coordinator, 'ada')],
      one,
      /no trusted/,
    ],
    [
      'another name than the key’s',
      async () => [await approval(bob, 'eve')],
      one,
      /says eve, and the key is bob's/,
    ],
    ['one that ran out', async () => [await approval(bob, 'bob', text, 0)], one, /it was good until 2026/],
    [
      'the same twice',
      async () => [await approval(bob, 'bob'), await approval(bob, 'bob')],
      {},
      /bob has approved it already/,
    ],
    [
      'the coordinator’s',
      async () => [await approval(bob, 'bob')],
      { ...one, roster: roster({ coordinator: ' BOB' }) },
      /bob coordinates it/,
    ],
    [
      'a participant’s',
      async () => [await approval(bob, 'bob')],
      { ...one, roster: roster({ participants: ['x', 'Bob'] }) },
      /bob takes part/,
    ],
    [
      'the witness’s',
      async () => [await approval(bob, 'bob')],
      { ...one, roster: roster({ witness: 'bob' }) },
      /bob is its witness/,
    ],
    [
      'one with the key that seals',
      async () => [await approval(bob, 'bob')],
      { ...one, coordinatorKeyId: bob.keyId },
      /signed with the key that seals/,
    ],
    [
      'the coordinator’s with a second key',
      async () => [await approval(bob, 'bob')],
      { ...one, trusted: [...keys, as(mallory, 'Bob', 'coordinator')], coordinatorKeyId: mallory.keyId },
      /bob coordinates it/,
    ],
    [
      'a name without a signature',
      async () => [await approval(bob, 'bob')],
      { ...one, roster: roster({ approvers: ['bob', 'eve'] }) },
      /eve is named as approver, and has signed nothing/,
    ],
  ] as const)('%s', async (_name, files, more, said) => {
    expect(await refusal(await files(), more as Partial<ApprovalRules>)).toMatch(said)
  })

  function roster(of: object) {
    return { approvers: [], participants: [], ...of }
  }

  test('a statement of another kind, though an approver signed it', async () => {
    const { bytes } = await attest(
      {
        _type: 'https://in-toto.io/Statement/v1',
        subject: [{ name: 'plan.json', digest: { sha256: sha256(text) } }],
        ...{ predicateType: 'https://identity-drill.example/result-witness/v1', predicate: {} },
      },
      { signer: bob },
    )
    expect(await refusal([{ file: 'x', bytes }], one)).toMatch(/x: it approves no plan/)
  })

  test('one with any byte changed', async () => {
    const { file, bytes } = await approval(bob, 'bob')
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const changed = Buffer.from(bytes)
        changed[at] = (changed[at] ?? 0) ^ by
        expect(await refusal([{ file, bytes: changed }], one)).toContain(
          '1 approvals are required, and 0 hold',
        )
      }),
      { numRuns: 200 },
    )
  })
})

describe('what runs is what was planned', () => {
  test('the same plan, whatever is said of the driver', () => {
    expect(refuseOther(plan, { ...plan, driverBecause: 'another day', alerted: undefined })).toBeUndefined()
  })

  test('any other difference is refused by name', () => {
    for (const key of Object.keys(plan).filter((each) => each !== 'driverBecause')) {
      const other = { ...plan, [key]: 'something else' } as unknown as typeof plan
      expect(() => refuseOther(plan, other), key).toThrow(new RegExp(`: ${key} changed`))
      expect(() => refuseOther(other, plan), key).toThrow(new RegExp(`: ${key} changed`))
    }
    expect(() => refuseOther(plan, { ...plan, prediction: 'better' })).toThrow('prediction changed')
  })
})

test('names mean one person however they are written', () => {
  expect(samePerson(' Ada  Lovelace', 'ada lovelace')).toBe(true)
  expect(samePerson('ada', 'bob')).toBe(false)
})

describe('the witness of a sealed run', () => {
  const at = { now }
  const sealed = async () => {
    const approvals = await approvalsOf([await approval(bob, 'bob')], rules({ required: 1 }))
    return sealedRun(runsFolder(), {
      signer: coordinator,
      before: (dossier) => saveApprovals(dossier, approvals),
    })
  }

  test('signs the result; both words verify beside it', async () => {
    const { dossier } = await sealed()
    await witness({ dossier, witness: 'eve', signer: eve, ...at })
    const all = [as(bob, 'bob'), as(eve, 'eve', 'witness'), as(coordinator, 'ada', 'coordinator')]
    const { verified: holds, checks } = await verified(dossier.dir, all)
    const wrong = checks.filter(({ state, optional }) => state !== 'ok' && !optional)
    expect(wrong).toEqual([])
    expect(holds).toBe(true)
    expect(checks.map(({ text: said }) => said).join('\n')).toMatch(
      /by the approver bob[\s\S]*by the witness eve/,
    )
  })

  test.each([
    ['with the key that sealed it', coordinator, 'eve', /this key sealed the run/],
    ['with a key that approved it', bob, 'eve', /this key approved the plan/],
    ['by the name of who approved it', eve, 'Bob', /Bob approved the plan/],
  ] as const)('is nobody %s', async (_name, signer, name, said) => {
    const { dossier } = await sealed()
    await expect(witness({ dossier, witness: name, signer, ...at })).rejects.toThrow(said)
  })

  test('signs nothing that is not what was sealed', async () => {
    const { dossier } = await sealed()
    writeFileSync(join(dossier.dir, 'findings.json'), '{}')
    const witnessing = witness({ dossier, witness: 'eve', signer: eve, ...at })
    await expect(witnessing).rejects.toMatchObject({ code: 'refused' })
    await expect(witnessing).rejects.toThrow('findings.json is not what was sealed')
  })

  test('has nothing to sign where nobody sealed', async () => {
    const { dossier } = await sealedRun(runsFolder())
    const witnessing = witness({ dossier, witness: 'eve', signer: eve, ...at })
    await expect(witnessing).rejects.toThrow('no signed started statement')
  })
})
