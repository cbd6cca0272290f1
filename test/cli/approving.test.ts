import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drivers } from '../../harness/cli/wiring.ts'
import { sha256 } from '../../harness/engine/digest.ts'
import { runsFolder } from '../engine/made-ledger.ts'
import { sealedRun } from '../engine/sealed.ts'
import { drill } from './drill.ts'

const home = mkdtempSync(join(tmpdir(), 'drill-approving-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))
const env = { DRILL_HOME: home, DRILL_SIGNING_KEY: '' }
const at = (name: string) => join(home, name)
const cli = (...words: string[]) => drill([...words, '--quiet'], env)

beforeAll(async () => {
  for (const name of ['coordinator', 'bob', 'eve']) await cli('keys', 'new', '--name', name)
  writeFileSync(
    at('trust.yaml'),
    `keys:
  - { name: ada, duty: coordinator, key: keys/coordinator.pub }
  - { name: bob, duty: approver, key: keys/bob.pub }
  - { name: eve, duty: approver, key: keys/eve.pub }
`,
  )
  await cli('plan', 'idp-down-with-people', '--driver', 'processes', '--save', at('plan.json'))
})

describe('drill approve', () => {
  test('signs the plan as it is stored, once', async () => {
    const { code, stdout } = await cli('approve', at('plan.json'), '--key', 'bob', '--as', 'bob', '--json')
    expect(code).toBe(0)
    const told = JSON.parse(stdout)
    expect(told).toMatchObject({ approver: 'bob', digest: sha256(readFileSync(at('plan.json'))) })
    expect(told.approval).toBe(at('approval-bob.sigstore.json'))
    const again = await cli('approve', at('plan.json'), '--key', 'bob', '--as', 'bob')
    expect([again.code, again.stderr]).toEqual([3, expect.stringContaining('is there already')])
  })

  test.each([
    ['no plan', 'trust.yaml', 'bob', 2, /trust.yaml: not JSON|not a plan/],
    ['a key that is not there', 'plan.json', 'nobody', 2, /nobody: cannot be read/],
  ])('signs nothing for %s', async (_name, file, key, code, said) => {
    const ended = await cli('approve', at(file), '--key', key, '--as', 'x')
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringMatching(said)])
    expect(existsSync(at('approval-x.sigstore.json'))).toBe(false)
  })

  test('a saved plan is never written over', async () => {
    const ended = await cli('plan', 'idp-down', '--save', at('plan.json'))
    expect([ended.code, ended.stderr]).toEqual([3, expect.stringContaining('is there already')])
  })
})

const processes = (await drivers()).find(({ name }) => name === 'processes')
const unavailable = (await processes?.unavailable()) !== undefined

/** All of it is refused before anything is set up or brought up. */
describe.skipIf(unavailable)('drill run', () => {
  const answers = ['--answers', 'scenarios/answers/idp-down-with-people.yaml']
  const run = (...words: string[]) =>
    cli('run', 'idp-down-with-people', '--driver', 'processes', '--runs', at('runs'), ...words)
  const bob = ['--approval', at('approval-bob.sigstore.json'), '--trust', at('trust.yaml')]
  const planned = ['--plan', at('plan.json')]

  test.each([
    [
      'people who are not there',
      [],
      3,
      /nobody is there to answer:\n {2}idp-outage\/open-incident \(ops-lead\)/,
    ],
    [
      'too few approvals',
      [...planned, ...bob, '--require-approvals', '2'],
      3,
      /2 approvals are required, and 1 hold/,
    ],
    ['its own coordinator', [...planned, ...bob, '--coordinator', 'Bob'], 3, /bob coordinates it/],
    [
      'another key than trusted',
      [...planned, ...bob, '--key', 'bob'],
      3,
      /signed with the key that seals the run/,
    ],
    ['another seed', [...planned, '--seed', '7'], 3, /not what was planned: seed changed/],
    [
      'a seeded defect',
      [...planned, '--defect', 'ledger=alert-dropped'],
      3,
      /a seeded defect stands in no plan/,
    ],
    ['approvals of no plan', bob, 2, /--plan is missing/],
    ['approvals of nobody known', [...planned, ...bob.slice(0, 2)], 2, /--trust is missing/],
    [
      'a file that is no approval',
      [...planned, '--approval', at('trust.yaml'), ...bob.slice(2)],
      3,
      /not an approval/,
    ],
  ] as const)('is refused for %s', async (name, words, code, said) => {
    const ended = await run(...words, ...(name.startsWith('people') ? [] : answers))
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringMatching(said)])
    expect(existsSync(at('runs'))).toBe(false)
  })
})

test('drill witness signs the result of a sealed run, and nothing else', async () => {
  const { dossier } = await sealedRun(runsFolder())
  const ended = await cli('witness', dossier.dir, '--key', 'eve', '--as', 'eve')
  expect([ended.code, ended.stderr]).toEqual([3, expect.stringContaining('there is nothing to witness')])
})
