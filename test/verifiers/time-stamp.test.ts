import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkStamps } from '../../harness/engine/verify/stamps.ts'
import { checkStatement } from '../../harness/engine/verify/statements.ts'
import type { Verification } from '../../harness/engine/verify.ts'
import { drillResult } from '../../harness/model/statement-schema.ts'
import { algorithms } from '../../harness/signers/signer.ts'
import { timestampFrom } from '../../harness/signers/timestamp.ts'
import { changed, randomFrom } from '../engine/changes.ts'
import { runsFolder } from '../engine/made-ledger.ts'
import {
  copied,
  type SealedRun,
  sealedRun,
  someSigner,
  trusted,
  verified,
  wrongIn,
} from '../engine/sealed.ts'
import { type Authority, listening, startAuthority } from './authority.ts'
import { follow } from './documented.ts'

let authority: Authority
let stranger: Authority
beforeAll(async () => {
  authority = await startAuthority()
  stranger = await startAuthority()
}, 60_000)
afterAll(() => {
  authority.close()
  stranger.close()
})

const checkOf = ({ checks }: Verification, name: string) => checks.find(({ check }) => check === name)

describe.each(algorithms)('evidence signed on %s and time-stamped', (algorithm) => {
  const signer = someSigner(algorithm)
  const keys = [trusted(signer)]
  let run: SealedRun
  beforeAll(async () => {
    run = await sealedRun(runsFolder(), { signer, stamp: timestampFrom(authority.url) })
  }, 60_000)

  test('is complete under the pinned authority', async () => {
    const verification = await verified(run.dossier.dir, keys, { authority: authority.chain })
    expect(wrongIn(verification)).toEqual([])
    expect(verification).toMatchObject({ verified: true, complete: true })
    expect(checkOf(verification, 'completeness')?.text).toMatch(/^time-stamped \d s after the run ended$/)
  })

  test('is verified without it, and says that the stamp is not', async () => {
    const verification = await verified(run.dossier.dir, keys)
    expect(verification).toMatchObject({ verified: true, complete: false })
    expect(checkOf(verification, 'result time-stamp')).toMatchObject({ state: 'unproven', optional: true })
  })

  test('does not verify under another authority, or when the pinned one stamped nothing', async () => {
    const other = await verified(run.dossier.dir, keys, { authority: stranger.chain })
    expect(other.verified).toBe(false)
    expect(wrongIn(other)).toEqual([
      expect.stringMatching(/^started time-stamp: it does not hold/),
      expect.stringMatching(/^result time-stamp: it does not hold/),
    ])
    const bare = await sealedRun(runsFolder(), { signer })
    const none = await verified(bare.dossier.dir, keys, { authority: authority.chain })
    expect(wrongIn(none)).toContain('result time-stamp: there is none')
  })

  test('does not verify with the stamp of another signature', async () => {
    const dir = copied(run)
    const file = (kind: string) => join(dir, 'evidence', `${kind}.sigstore.json`)
    const stampOf = (kind: string) =>
      JSON.parse(readFileSync(file(kind), 'utf8')).verificationMaterial.timestampVerificationData
        .rfc3161Timestamps[0].signedTimestamp as string
    writeFileSync(
      file('result'),
      readFileSync(file('result'), 'utf8').replace(stampOf('result'), stampOf('started')),
    )
    const verification = await verified(dir, keys, { authority: authority.chain })
    expect(wrongIn(verification)).toContainEqual(
      expect.stringMatching(/^result time-stamp: it does not hold/),
    )
  })

  test('verifies with none of 1,000 changes of one byte', async () => {
    const dir = copied(run)
    const file = join(dir, 'evidence', 'result.sigstore.json')
    const genuine = readFileSync(file)
    const holds = async () => {
      const read = await checkStatement(dir, 'result', drillResult, keys)
      const { checks } = await checkStamps('result', read, authority.chain)
      return read.statement !== undefined && [...read.checks, ...checks].every(({ state }) => state === 'ok')
    }
    expect(await holds()).toBe(true)
    const from = genuine.indexOf('"signedTimestamp"')
    const random = randomFrom(3)
    const accepted: number[] = []
    for (let n = 0; n < 1_000; n += 1) {
      const bytes = changed(genuine, random, n % 2 === 0 ? from : 0)
      writeFileSync(file, bytes)
      if (await holds()) accepted.push(n)
    }
    expect(accepted).toEqual([])
  })

  test('is verified by openssl as the guide shows, and refused under another root', async () => {
    const work = () => mkdtempSync(join(tmpdir(), 'drill-outsider-'))
    const env = { RUN: run.dossier.dir, TSA_ROOT: authority.rootFile, TSA_CHAIN: authority.chainFile }
    const { code, output } = await follow(['stamp'], work(), env)
    expect(output).toMatch(/Verification: OK/)
    expect(output).toMatch(/Time stamp: /)
    expect(code).toBe(0)
    const other = await follow(['stamp'], work(), { ...env, TSA_ROOT: stranger.rootFile })
    expect(other.output).toMatch(/Verification: FAILED/)
    expect(other.code).not.toBe(0)
  })
})

describe('an authority', () => {
  const answering = async (status: number, body: Buffer) => {
    const server = createServer((_, response) => void response.writeHead(status).end(body))
    return { url: await listening(server), server }
  }

  test('that answers nonsense, refuses, is away or gives an old stamp is told apart from one that stamped', async () => {
    const signature = Buffer.from('a signature')
    const old = Buffer.from((await timestampFrom(authority.url)(signature)) ?? [])
    for (const [status, body, said] of [
      [200, Buffer.from('no stamp'), /no time-stamp from 127/],
      [500, Buffer.alloc(0), /it answered 500/],
      [200, Buffer.alloc(1 << 17), /too long an answer/],
      [200, old, /its answer is to another question/],
    ] as const) {
      const { url, server } = await answering(status, body)
      await expect(timestampFrom(url)(signature)).rejects.toThrow(said)
      server.close()
      await expect(timestampFrom(url)(signature)).rejects.toThrow(/no time-stamp from/)
    }
    const { url, server } = await answering(200, old)
    await expect(timestampFrom(url)(Buffer.from('another'))).rejects.toThrow(/it stamped something else/)
    server.close()
  })

  test('has an address', () => {
    for (const url of ['', 'file:///etc/passwd', 'nowhere'])
      expect(() => timestampFrom(url)).toThrow(/no address/)
  })
})
