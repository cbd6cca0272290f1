import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { signOffsOf } from '../../harness/engine/sign-offs.ts'
import { witness } from '../../harness/engine/witness.ts'
import type { TrustedKey } from '../../harness/signers/signer.ts'
import { runsFolder } from './made-ledger.ts'
import { copied, type SealedRun, sealedRun, someSigner, trusted } from './sealed.ts'

const [ada, wanda] = [someSigner(), someSigner('ed25519')]
const keys: TrustedKey[] = [
  { ...trusted(ada), name: 'ada' },
  { ...trusted(wanda, 'witness'), name: 'wanda' },
]
const now = new Date('2026-11-29T12:00:00Z')

let run: SealedRun
beforeAll(async () => {
  run = await sealedRun(runsFolder(), { signer: ada })
  await witness({ dossier: run.dossier, witness: 'wanda', signer: wanda, now })
})

describe('sign-offs', () => {
  it('name who sealed the run and who witnessed it', async () => {
    expect(await signOffsOf(run.dossier.dir, keys)).toEqual([
      { role: 'coordinator', who: 'ada', at: expect.any(String), keyId: ada.keyId },
      { role: 'witness', who: 'wanda', at: now.toISOString(), keyId: wanda.keyId },
    ])
  })

  it('leave out a witness whose key nobody pinned', async () => {
    const found = await signOffsOf(run.dossier.dir, keys.slice(0, 1))
    expect(found.map(({ who }) => who)).toEqual(['ada'])
  })

  it.each([
    ['under another key', keys.slice(1), () => {}, /which is no key that was pinned/],
    [
      'over files that changed since',
      keys,
      (dir: string) => appendFileSync(join(dir, 'journal.jsonl'), '\n'),
      /journal\.jsonl/,
    ],
  ])('do not hold %s', async (_why, pinned, tamper, said) => {
    const dir = copied(run)
    tamper(dir)
    await expect(signOffsOf(dir, pinned)).rejects.toThrow(said)
  })
})
