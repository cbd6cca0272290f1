import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { ensureCosign, ensureSecuresystemslib } from '../../harness/setup/verifiers.ts'
import { algorithms, type Signer } from '../../harness/signers/signer.ts'
import { runsFolder } from '../engine/made-ledger.ts'
import { copied, type SealedRun, sealedRun, someSigner } from '../engine/sealed.ts'
import { follow, type Told } from './documented.ts'

type Env = Readonly<Record<string, string>>

/** A tool with its folder, or why it cannot be had here. */
type Had = { readonly path: string } | { readonly missing: string }
const tools = { cosign: ensureCosign, securesystemslib: ensureSecuresystemslib }
const had = {} as Record<keyof typeof tools, Had>

async function have(name: keyof typeof tools): Promise<Had> {
  const say = (what: string) => process.stderr.write(`${what}\n`)
  try {
    return { path: await tools[name](say, AbortSignal.timeout(1_500_000)) }
  } catch (error) {
    const missing = `${name} cannot be had here, so nothing was verified with it: ${(error as Error).message}`
    say(missing)
    return { missing }
  }
}

const work = () => mkdtempSync(join(tmpdir(), 'drill-outsider-'))

beforeAll(async () => {
  had.securesystemslib = await have('securesystemslib')
  had.cosign = await have('cosign')
}, 1_800_000)

describe.each(algorithms)('a bundle signed on %s', (algorithm) => {
  const signer = someSigner(algorithm)
  let run: SealedRun
  beforeAll(async () => {
    run = await sealedRun(runsFolder(), { signer })
  })

  const keyFile = ({ pem }: Signer = signer) => {
    const file = join(work(), 'key.pub')
    writeFileSync(file, pem)
    return file
  }

  /** Verifies as the guide shows, with the genuine evidence and key unless told otherwise. */
  const by = (names: readonly string[], env: Env = {}): Promise<Told> =>
    follow(names, work(), { RUN: run.dossier.dir, KEY: keyFile(), KEY_ID: signer.keyId, ...env })

  /** A copy of the evidence in which one byte of the signed payload was changed, and its base64 fits. */
  const payloadChanged = () => {
    const dir = copied(run)
    const file = join(dir, 'evidence', 'result.sigstore.json')
    const bundle = JSON.parse(readFileSync(file, 'utf8'))
    const payload = Buffer.from(bundle.dsseEnvelope.payload, 'base64')
    const at = payload.indexOf('"number":1')
    payload.write('"number":2', at)
    bundle.dsseEnvelope.payload = payload.toString('base64')
    writeFileSync(file, `${JSON.stringify(bundle)}\n`)
    return dir
  }

  test('is verified by openssl, with its files and its journal', async () => {
    const names = ['pae', `openssl-${algorithm}`, 'subjects', 'journal']
    const { code, output } = await by(names)
    expect(output).toMatch(/Verified OK|Signature Verified Successfully/)
    expect(output).toMatch(/^\d+ files, as they were sealed$/m)
    expect(output).toMatch(/^\d+ records, head [0-9a-f]{64}$/m)
    expect(code).toBe(0)
  })

  test('is refused by openssl under another key, or when it was changed', async () => {
    const names = ['pae', `openssl-${algorithm}`]
    const wrong: Env[] = [{ KEY: keyFile(someSigner(algorithm)) }, { RUN: payloadChanged() }]
    for (const env of wrong) {
      const { code, output } = await by(names, env)
      expect(output).toMatch(/Verification failure|Signature Verification Failure/i)
      expect(code).not.toBe(0)
    }
    const dir = copied(run)
    writeFileSync(join(dir, 'report.html'), 'another')
    const { code, output } = await by(['pae', 'subjects'], { RUN: dir })
    expect(code).not.toBe(0)
    expect(output).toContain('AssertionError: report.html')
  })

  test('is verified by securesystemslib, and refused under another key or when it was changed', async ({
    skip,
  }) => {
    const tool = had.securesystemslib
    if ('missing' in tool) return skip(tool.missing)
    const env = { PYTHONPATH: tool.path }
    expect(await by(['securesystemslib'], env)).toEqual({
      ...{ code: 0, output: `verified under ${signer.keyId}\n` },
    })
    const other = someSigner(algorithm)
    const wrongs: Env[] = [
      { KEY: keyFile(other) },
      { KEY: keyFile(other), KEY_ID: other.keyId },
      { KEY_ID: other.keyId },
      { RUN: payloadChanged() },
    ]
    for (const wrong of wrongs) {
      const { code, output } = await by(['securesystemslib'], { ...env, ...wrong })
      expect(code).not.toBe(0)
      expect(output).toMatch(/VerificationError/)
    }
  })

  test('is verified by cosign offline, and refused for another file, key, type or content', async ({
    skip,
  }) => {
    const tool = had.cosign
    if ('missing' in tool) return skip(tool.missing)
    const env = { PATH: [dirname(tool.path), process.env.PATH].join(delimiter), HOME: work() }
    const genuine = await by(['cosign'], env)
    expect(genuine.output).toMatch(/^Verified OK$/m)
    expect(genuine.code).toBe(0)
    const changed = copied(run)
    writeFileSync(join(changed, 'report.html'), 'another')
    const swapped = copied(run)
    const evidence = (kind: string) => join(swapped, 'evidence', `${kind}.sigstore.json`)
    writeFileSync(evidence('result'), readFileSync(evidence('started')))
    for (const [wrong, said] of [
      [{ RUN: changed }, /do not match digests/],
      [{ KEY: keyFile(someSigner(algorithm)) }, /could not verify envelope/],
      [{ RUN: payloadChanged() }, /could not verify envelope/],
      [{ RUN: swapped }, /invalid predicate type|do not match digests/],
    ] as const) {
      const { code, output } = await by(['cosign'], { ...env, ...wrong })
      expect(output).toMatch(said)
      expect(code).not.toBe(0)
    }
  })
})
