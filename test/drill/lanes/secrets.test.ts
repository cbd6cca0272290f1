import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { layoutOf } from '../../../harness/stacks/layout.ts'
import { secretStore } from '../../../harness/stacks/secrets.ts'
import { watchArguments } from '../../canary/arguments.ts'
import { canariesIn } from '../../canary/heard.ts'
import { type Canary, forms, hitsIn, type Needles, needlesFor } from '../../canary/needles.ts'
import { type Drilled, runDrill, shortScenario } from '../command-line.ts'
import { heard, heardIn, hearing } from './hearing.ts'
import { env, lane } from './lane.ts'

interface Run extends Drilled {
  readonly runs: string
  readonly needles: Needles
  readonly canaries: readonly Canary[]
  /** Of every process while it ran, and of every one that was started. */
  readonly arguments: readonly string[]
}

/** Outside of everything that is searched. */
const apart = mkdtempSync(join(tmpdir(), 'drill-heard-'))
const file = join(apart, 'heard.jsonl')
let unhear = async () => {}

beforeAll(async () => {
  process.env.DRILL_HOME = env().DRILL_HOME
  unhear = await heard(lane, ['orders', 'ledger', 'pager'], file)
})
afterAll(async () => {
  await unhear()
  rmSync(apart, { recursive: true, force: true })
})

/** Secrets that the stack was made with, lines of private keys among them. */
function madeSecrets(): Canary[] {
  const { dir, secrets } = layoutOf(lane)
  const stored = secretStore(secrets).all()
  const key = readFileSync(join(env().DRILL_HOME, 'keys', 'coordinator.pem'), 'utf8')
  const seal = readFileSync(join(dir, 'vault', 'seal', 'key'))
  return [
    ...stored.map((value, index) => ({ name: `stored secret ${index}`, value })),
    ...linesOf(key).map((value) => ({ name: 'signing key', value })),
    { name: 'unseal key', value: seal.toString('latin1') },
    ...everyFile(dir)
      .filter((path) => path.endsWith('.key') || path.endsWith('key.pem'))
      .flatMap((path) => linesOf(readFileSync(path, 'utf8')))
      .map((value) => ({ name: 'TLS key', value })),
  ]
}
const linesOf = (pem: string) => pem.split('\n').filter((line) => line !== '' && !line.startsWith('---'))

function everyFile(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

async function drilled(...options: string[]): Promise<Run> {
  const runs = mkdtempSync(join(apart, 'runs-'))
  const argumentsSeen = watchArguments()
  const ran = await runDrill([shortScenario, '--stack', lane, '--runs', runs, '--verbose', ...options], {
    ...env(),
    ...hearing(file),
    DRILL_HEAR_BROWSER: '1',
  })
  const heardAll = heardIn(file)
  const started = heardAll.flatMap((one) => (one.kind === 'arguments' ? [one.value] : []))
  const canaries = [...madeSecrets(), ...canariesIn(heardAll)]
  return {
    ...ran,
    runs,
    canaries,
    needles: needlesFor(canaries),
    arguments: [...argumentsSeen(), ...started],
  }
}

/** `where: which secret, in which form` of all that was found. */
function leaksOf({ runs, needles, stdout, stderr, arguments: lines }: Run): string[] {
  const { dir } = layoutOf(lane)
  // What services themselves write is searched before redaction too: there nobody stands at the door.
  const raw = everyFile(dir).filter((path) => /\/(log\.jsonl|out\.log)$/.test(path))
  const files = [...everyFile(runs), ...raw]
  const texts: [string, string][] = [
    ...files.map((path): [string, string] => [relative(runs, path), readFileSync(path, 'latin1')]),
    ...[['stdout', stdout] as [string, string], ['stderr', stderr] as [string, string]],
    ...lines.map((line): [string, string] => [`arguments of ${line.split('\0', 1)[0]}`, line]),
  ]
  return texts.flatMap(([where, text]) =>
    hitsIn(text, needles).map(({ name, form }) => `${where}: ${name} (${form})`),
  )
}

/** Kinds of secrets that every drill has: without them the test knows too little to show anything. */
const kinds = [
  ...['stored secret 0', 'signing key', 'unseal key', 'TLS key', 'authorization', 'access_token', 'id_token'],
  ...['refresh_token', 'client_token', 'secret_id', 'password', 'client_secret', 'code'],
  ...['code_verifier'],
]

function findsWhatIsPlanted({ canaries, dir }: Run): void {
  const report = readFileSync(join(dir, 'report.md'), 'latin1')
  const known = kinds.map((kind) => canaries.find(({ name }) => name === kind) as Canary)
  for (const canary of known)
    for (const [form, make] of Object.entries(forms))
      for (const text of make(canary.value)) {
        const found = hitsIn(`${report}${text}`, needlesFor([canary]))
        expect(
          found.map(({ name }) => name),
          `${canary.name} as ${form}`,
        ).toEqual([canary.name])
      }
}

describe('no secret of a drill leaves it', () => {
  test.each([
    ['that passes', [], 'passed'],
    ['that finds a seeded defect', ['--defect', 'gateway=denylist-ignored'], 'failed'],
  ] as const)('%s', async (_name, options, verdict) => {
    const run = await drilled(...options)
    const names = run.canaries.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(kinds))
    expect(names.filter((name) => name.startsWith('cookie ')).length).toBeGreaterThan(5)
    expect(new Set(leaksOf(run))).toEqual(new Set())
    findsWhatIsPlanted(run)
    expect(existsSync(join(run.dir, 'harness.log'))).toBe(true)
    expect(run.arguments.length).toBeGreaterThan(20)
    expect(run.judgement.verdict).toBe(verdict)
  })
})
