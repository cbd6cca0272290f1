import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { filesOf, subjectsOf } from '../../harness/engine/run-files.ts'
import { runsFolder } from '../engine/made-ledger.ts'
import { copied, type SealedRun, sealedRun, someSigner } from '../engine/sealed.ts'
import { drill } from './drill.ts'

const signer = someSigner()
const folder = runsFolder()
const keyFile = join(folder, 'coordinator.pub')
let run: SealedRun

beforeAll(async () => {
  writeFileSync(keyFile, signer.pem)
  run = await sealedRun(runsFolder(), { signer })
})

const digests = (dir: string) => subjectsOf(dir, filesOf(dir).names)
const trustFile = (text: string) => {
  const file = join(folder, 'trust.yaml')
  writeFileSync(file, text)
  return file
}

describe('drill verify', () => {
  test('tells every check of genuine evidence, exit 0, and that completeness is not proven', async () => {
    const { code, stdout, stderr } = await drill(['verify', run.dossier.dir, '--key', keyFile])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(`ok          started signature       by coordinator (${signer.keyId})`)
    expect(stdout).toMatch(/^not proven {2}completeness/m)
    expect(stdout.trimEnd()).toMatch(/ \(number 1\): verified; completeness not proven$/)
    expect(stdout).not.toContain('FAILED')
  })

  test('names the file of which a byte was changed, exit 1', async () => {
    const dir = copied(run)
    const file = join(dir, 'report.html')
    const bytes = readFileSync(file)
    bytes[700] = (bytes[700] ?? 0) ^ 1
    writeFileSync(file, bytes)
    const { code, stdout } = await drill(['verify', dir, '--key', keyFile])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^FAILED {6}files +report\.html is not what was sealed$/m)
    expect(stdout.match(/^FAILED/gm)).toHaveLength(1)
    expect(stdout).toMatch(/NOT verified: 1 of \d+ checks do not hold/)
  })

  test('refuses without a pinned key, exit 2, and says how to pin one', async () => {
    const { code, stdout, stderr } = await drill(['verify', run.dossier.dir])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/no key is pinned/)
    expect(stderr).toMatch(/--key <file>\.pub/)
  })

  test('says that nobody signed, exit 1', async () => {
    const unsigned = await sealedRun(runsFolder())
    const { code, stdout } = await drill(['verify', unsigned.dossier.dir])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^FAILED {6}result signature +not signed/m)
  })

  test('takes an anchor, and gives the checks as data', async () => {
    const anchor = join(folder, 'kept.txt')
    writeFileSync(anchor, `${run.result.digest}  number 1\n`)
    const words = ['verify', run.dossier.dir, '--key', keyFile, '--anchor', anchor]
    const { code, stdout } = await drill([...words, '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ run: run.dossier.run, number: 1, digest: run.result.digest, verified: true, complete: true },
      checks: expect.arrayContaining([{ check: 'result bundle', state: 'ok', text: expect.any(String) }]),
    })
    expect((await drill(words)).stdout).not.toContain('completeness not proven')
  })

  test('takes keys with their duties from a file', async () => {
    const trust = (duty: string) =>
      trustFile(`keys:\n  - { name: carol, duty: ${duty}, key: coordinator.pub }\n`)
    const { stdout } = await drill(['verify', run.dossier.dir, '--trust', trust('coordinator')])
    expect(stdout).toContain(`by carol (${signer.keyId})`)
    expect((await drill(['verify', run.dossier.dir, '--trust', trust('witness')])).code).toBe(2)
    const pem = signer.pem.trim().split('\n').join('\n        ')
    const inline = trustFile(`keys:\n  - name: carol\n    duty: coordinator\n    key: |\n        ${pem}\n`)
    expect((await drill(['verify', run.dossier.dir, '--trust', inline])).code).toBe(0)
  })

  test.each([
    ['keys: []\n', /trust\.yaml:1:7: /],
    ['keys:\n  - { name: a, duty: boss, key: coordinator.pub }\n', /trust\.yaml:2:\d+: .*boss/],
    ['keys:\n  - { name: a, duty: witness, key: nowhere.pub }\n', /nowhere\.pub: cannot be read/],
    [
      'keys:\n  - { name: a, duty: witness, key: coordinator.pub }\n  - { name: b, duty: coordinator, key: coordinator.pub }\n',
      /trust\.yaml:3:\d+: the key of a \(witness\) a second time/,
    ],
  ])('refuses a file of keys that is wrong, exit 2: %j', async (text, said) => {
    const { code, stderr } = await drill(['verify', run.dossier.dir, '--trust', trustFile(text)])
    expect(code).toBe(2)
    expect(stderr).toMatch(said)
  })

  test.each([
    [['nowhere'], /nowhere: not there/],
    [['.', '--key', 'package.json'], /package\.json: not a public key/],
    [['.', '--key', 'nowhere.pub'], /nowhere\.pub: cannot be read/],
  ])('refuses %j, exit 2, without a stack', async (words, said) => {
    const { code, stderr } = await drill(['verify', ...words])
    expect(code).toBe(2)
    expect(stderr).toMatch(said)
    expect(stderr).not.toMatch(/^\s+at /m)
  })
})

describe('a sealed run', () => {
  test('is judged and reported again with nothing written into its folder', async () => {
    const before = digests(run.dossier.dir)
    for (const name of ['judge', 'report']) {
      const { code, stderr } = await drill([name, run.dossier.dir])
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    }
    expect(digests(run.dossier.dir)).toEqual(before)
    expect((await drill(['verify', run.dossier.dir, '--key', keyFile])).code).toBe(0)
  })

  test('is reported elsewhere, the same to the byte', async () => {
    const to = join(runsFolder(), 'again')
    expect((await drill(['report', run.dossier.dir, '--to', to])).code).toBe(0)
    const made = digests(to)
    expect(made.map(({ name }) => name)).toContain('report.html')
    expect(digests(run.dossier.dir)).toEqual(expect.arrayContaining(made))
  })

  test('is not mended: what comes out otherwise is told, and written elsewhere', async () => {
    const dir = copied(run)
    writeFileSync(join(dir, 'findings.json'), '{}\n')
    const { stderr } = await drill(['judge', dir])
    expect(stderr).toBe(
      'findings.json comes out other than it was sealed; --to <folder> writes it elsewhere\n',
    )
    expect(readFileSync(join(dir, 'findings.json'), 'utf8')).toBe('{}\n')
    const to = join(runsFolder(), 'again')
    expect((await drill(['judge', dir, '--to', to])).stderr).toMatch(/^findings\.json comes out other/)
    expect(readFileSync(join(to, 'findings.json'))).toEqual(
      readFileSync(join(run.dossier.dir, 'findings.json')),
    )
  })

  test('takes no folder inside of its own', async () => {
    for (const inside of ['', 'again']) {
      const { code, stderr } = await drill(['report', run.dossier.dir, '--to', join(run.dossier.dir, inside)])
      expect(code).toBe(3)
      expect(stderr).toMatch(/final/)
    }
  })

  test('says its number in what an auditor reads', () => {
    const record = JSON.parse(readFileSync(join(run.dossier.dir, 'audit.json'), 'utf8'))
    expect(record).toMatchObject({ drill: basename(run.dossier.dir), number: 1 })
  })
})

test('a run that is not sealed is judged in its own folder, as before', async () => {
  const to = runsFolder()
  const dir = join(to, run.dossier.run)
  cpSync(run.dossier.dir, dir, { recursive: true, filter: (source) => !source.includes('result.sigstore') })
  writeFileSync(join(dir, 'findings.json'), '{}\n')
  expect((await drill(['judge', dir])).stderr).toBe('')
  expect(JSON.parse(readFileSync(join(dir, 'findings.json'), 'utf8'))).toMatchObject({ verdict: 'passed' })
})
