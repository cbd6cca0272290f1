import { generateKeyPairSync, sign } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dsse } from '@sigstore/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { payloadType } from '../../harness/engine/attest.ts'
import { filesOf } from '../../harness/engine/run-files.ts'
import { openBundle } from '../../harness/engine/verify/bundle.ts'
import { checkFiles } from '../../harness/engine/verify/files.ts'
import { checkStatement } from '../../harness/engine/verify/statements.ts'
import type { Statement } from '../../harness/model/statement.ts'
import { drillResult, drillStarted } from '../../harness/model/statement-schema.ts'
import { algorithms, type Signer, type TrustedKey } from '../../harness/signers/signer.ts'
import { changed, randomFrom } from './changes.ts'
import { runsFolder } from './made-ledger.ts'
import { copied, type SealedRun, sealedRun, someSigner, trusted, verified, wrongIn } from './sealed.ts'

const kinds = ['started', 'result'] as const
const bundleOf = (dir: string, kind: string) => join(dir, 'evidence', `${kind}.sigstore.json`)
const schemas = { started: drillStarted, result: drillResult }

const bySigner = algorithms.map((algorithm) => ({ algorithm, signer: someSigner(algorithm) }))
const runs = new Map<string, SealedRun>()
beforeAll(async () => {
  for (const { algorithm, signer } of bySigner) runs.set(algorithm, await sealedRun(runsFolder(), { signer }))
})

describe.each(bySigner)('10,000 changes of one byte, signed on $algorithm', ({ algorithm, signer }) => {
  const keys = [trusted(signer), trusted(someSigner())]

  it.each(kinds)(
    'accepts none of the changed %s statements',
    async (kind) => {
      const dir = copied(runs.get(algorithm) as SealedRun)
      const holds = async () => {
        const { checks, statement } = await checkStatement<unknown>(dir, kind, schemas[kind], keys)
        return statement !== undefined && checks.every(({ state }) => state === 'ok')
      }
      const genuine = readFileSync(bundleOf(dir, kind))
      expect(await holds()).toBe(true)
      const random = randomFrom(kind.length)
      const accepted: string[] = []
      for (let n = 0; n < 2_500; n += 1) {
        const bytes = changed(genuine, random)
        writeFileSync(bundleOf(dir, kind), bytes)
        if (await holds()) accepted.push(bytes.toString())
      }
      expect(accepted).toEqual([])
    },
    120_000,
  )
})

describe('changes of one byte elsewhere', () => {
  const { signer } = bySigner[0] as (typeof bySigner)[0]
  const keys = [trusted(signer)]

  it('are named, whatever file they are in', { timeout: 120_000 }, async () => {
    const dir = copied(runs.get('p256') as SealedRun)
    const result = await checkStatement(dir, 'result', drillResult, keys)
    const subjects = { started: [], result: result.statement?.subject ?? [] }
    const own = kinds.map((kind) => `evidence/${kind}.sigstore.json`)
    const names = filesOf(dir).names.filter((name) => name !== own[1])
    const random = randomFrom(7)
    for (let n = 0; n < 500; n += 1) {
      const name = names[random(names.length)] ?? ''
      const genuine = readFileSync(join(dir, name))
      writeFileSync(join(dir, name), changed(genuine, random))
      expect(checkFiles(dir, subjects, own).map(({ text }) => text)).toEqual([
        `${name} is not what was sealed`,
      ])
      writeFileSync(join(dir, name), genuine)
    }
    expect(checkFiles(dir, subjects, own).map(({ state }) => state)).toEqual(['ok'])
  })

  it('leave nothing verified, and nothing crash', { timeout: 120_000 }, async () => {
    const dir = copied(runs.get('p256') as SealedRun)
    const { names } = filesOf(dir)
    const random = randomFrom(11)
    for (let n = 0; n < 40; n += 1) {
      const name = names[random(names.length)] ?? ''
      const genuine = readFileSync(join(dir, name))
      writeFileSync(join(dir, name), changed(genuine, random))
      const verification = await verified(dir, keys)
      expect(verification.verified).toBe(false)
      expect(wrongIn(verification).length).toBeGreaterThan(0)
      writeFileSync(join(dir, name), genuine)
    }
    expect((await verified(dir, keys)).verified).toBe(true)
  })
})

describe('negative vectors', () => {
  const { signer } = bySigner[0] as (typeof bySigner)[0]
  const other = someSigner()
  const run = () => runs.get('p256') as SealedRun

  interface Made {
    readonly statement?: (genuine: Statement<unknown>) => unknown
    readonly type?: string
    readonly by?: Signer
    readonly keyId?: string
    readonly signature?: (pae: Buffer, payload: Buffer) => Uint8Array
    readonly outer?: (bundle: Record<string, unknown>) => unknown
  }

  /** What is wrong with a result statement that was made and signed in another way. */
  async function wrong(made: Made, keys: readonly TrustedKey[] = [trusted(signer)]): Promise<string[]> {
    const dir = copied(run())
    const { payload } = await openBundle(readFileSync(bundleOf(dir, 'result')))
    const genuine = JSON.parse(payload.toString()) as Statement<unknown>
    const text = Buffer.from(JSON.stringify(made.statement?.(genuine) ?? genuine))
    const by = made.by ?? signer
    const type = made.type ?? payloadType
    const pae = dsse.preAuthEncoding(type, text)
    const sig = Buffer.from(made.signature?.(pae, text) ?? (await by.sign(pae)))
    const hint = made.keyId ?? by.keyId
    const bundle = {
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: { publicKey: { hint }, timestampVerificationData: {} },
      dsseEnvelope: {
        payload: text.toString('base64'),
        payloadType: type,
        signatures: [{ sig: sig.toString('base64'), keyid: hint }],
      },
    }
    writeFileSync(bundleOf(dir, 'result'), `${JSON.stringify(made.outer ? made.outer(bundle) : bundle)}\n`)
    const { checks } = await checkStatement<unknown>(dir, 'result', drillResult, keys)
    return checks.filter(({ state }) => state !== 'ok').map(({ check, text }) => `${check}: ${text}`)
  }

  const envelope = (bundle: Record<string, unknown>) => bundle.dsseEnvelope as Record<string, unknown>
  const notHolding = [expect.stringMatching(/^result signature: it does not hold/)]
  const malformed = [expect.stringMatching(/^result bundle: not well-formed/)]

  it('the vector without a fault verifies', async () => {
    expect(await wrong({})).toEqual([])
  })

  it('a key that is not pinned, or not for this duty', async () => {
    const unknown = [expect.stringMatching(/^result signature: by SHA256:.*no key that was pinned$/)]
    expect(await wrong({ by: other })).toEqual(unknown)
    expect(await wrong({}, [trusted(signer, 'witness'), trusted(signer, 'approver')])).toEqual(unknown)
  })

  it('a key id of another pinned key, or none at all', async () => {
    const both = [trusted(signer), trusted(other)]
    expect(await wrong({ keyId: other.keyId }, both)).toEqual(notHolding)
    expect(await wrong({ by: other, keyId: signer.keyId }, both)).toEqual(notHolding)
    expect(await wrong({ keyId: '' })).not.toEqual([])
    const two = await wrong({
      outer: (bundle) => ({
        ...bundle,
        verificationMaterial: { publicKey: { hint: other.keyId }, timestampVerificationData: {} },
      }),
    })
    expect(two).toEqual(malformed)
  })

  it('a signature of another algorithm or over other bytes', async () => {
    const ed25519 = generateKeyPairSync('ed25519').privateKey
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey
    for (const signature of [
      (pae: Buffer) => sign(null, pae, ed25519),
      (pae: Buffer) => sign('sha256', pae, rsa),
      (pae: Buffer) => sign('sha256', pae, p384),
      () => Buffer.alloc(72),
      () => Buffer.from([0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00]),
    ])
      expect(await wrong({ signature })).toEqual(notHolding)
    const edSigner = bySigner[1]?.signer as Signer
    const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    const keys = [trusted(edSigner)]
    expect(await wrong({ by: edSigner }, keys)).toEqual([])
    expect(await wrong({ by: edSigner, signature: (pae) => sign('sha256', pae, p256) }, keys)).toEqual(
      notHolding,
    )
    expect(await wrong({ signature: () => Buffer.alloc(0) })).toEqual(malformed)
  })

  it('the payload alone signed, without its type', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const { publicKeyFrom } = await import('../../harness/signers/public-key.ts')
    const { keyId, ...key } = publicKeyFrom(
      publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      'own',
    )
    const keys: TrustedKey[] = [{ keyId, ...key, name: 'own', duty: 'coordinator' }]
    expect(await wrong({ keyId, signature: (pae) => sign(null, pae, privateKey) }, keys)).toEqual([])
    expect(
      await wrong({ keyId, signature: (_pae, payload) => sign(null, payload, privateKey) }, keys),
    ).toEqual(notHolding)
  })

  it('another payload type, signed as such or written over', async () => {
    const another = [expect.stringMatching(/^result payload type: application\/json, where/)]
    expect(await wrong({ type: 'application/json' })).toEqual(another)
    const over = await wrong({
      outer: (bundle) => ({
        ...bundle,
        dsseEnvelope: { ...envelope(bundle), payloadType: 'application/json' },
      }),
    })
    expect(over).toEqual([...notHolding, ...another])
  })

  it('another predicate type, another kind of statement, no subject, no digest', async () => {
    const asOf = (change: object) => wrong({ statement: (genuine) => ({ ...genuine, ...change }) })
    const type = 'https://slsa.dev/provenance/v1'
    expect(await asOf({ predicateType: type })).toEqual([
      expect.stringMatching(/^result predicate type: https:\/\/slsa/),
    ])
    const unusable = [expect.stringMatching(/^result statement: not a statement of a drill/)]
    expect(await asOf({ _type: 'https://in-toto.io/Statement/v0.1' })).toEqual(unusable)
    expect(await asOf({ subject: [] })).toEqual(unusable)
    expect(await asOf({ subject: [{ name: 'plan.json', digest: {} }] })).toEqual(unusable)
    expect(await asOf({ subject: [{ name: 'plan.json', digest: { sha256: 'abc' } }] })).toEqual(unusable)
    expect(await asOf({ predicate: {} })).toEqual(unusable)
  })

  it('other forms of a bundle', async () => {
    const outer = (change: (bundle: Record<string, unknown>) => unknown) => wrong({ outer: change })
    const signatures = (bundle: Record<string, unknown>) => envelope(bundle).signatures as object[]
    for (const change of [
      (bundle: Record<string, unknown>) => ({ ...bundle, more: 1 }),
      (bundle: Record<string, unknown>) => ({
        ...bundle,
        mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.2',
      }),
      (bundle: Record<string, unknown>) => ({ ...bundle, dsseEnvelope: undefined }),
      (bundle: Record<string, unknown>) => ({
        ...bundle,
        dsseEnvelope: { ...envelope(bundle), signatures: [...signatures(bundle), ...signatures(bundle)] },
      }),
      (bundle: Record<string, unknown>) => ({
        ...bundle,
        dsseEnvelope: { ...envelope(bundle), signatures: [] },
      }),
      () => [],
      () => null,
    ])
      expect(await outer(change)).toEqual(malformed)
  })
})
