import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { referenceEstate } from '../../harness/cli/inputs.ts'
import { DrillError } from '../../harness/model/error.ts'
import { drill } from '../cli/drill.ts'
import { corpus } from './corpus.ts'
import { type Kind, type KindName, kinds, placed } from './kinds.ts'
import { spoilings, spoilt } from './mutations.ts'
import { sentinel } from './sentinel.ts'
import { seed } from './trial.ts'

const tree = sentinel()
const before = tree.snapshot()
/** No command may take longer (ms); one takes half a second. */
const mostMs = 60_000

interface Case {
  readonly name: string
  readonly words: readonly string[]
  readonly cwd: string
  /** What it says, besides no stack. */
  readonly says: RegExp
  /** Exit code; 2 unless given. */
  readonly exit?: number
}

const place = /:\d+:\d+: /
/** The command line that reads a file of each kind, and how it tells what is wrong. */
const commands: Partial<Record<KindName, (file: string) => { words: string[]; says: RegExp }>> = {
  scenario: (file) => ({ words: ['run', file], says: place }),
  estate: (file) => ({ words: ['validate', 'idp-down', '--estate', file], says: place }),
  runbook: (file) => ({
    words: ['plan', 'idp-down', '--estate', join(dirname(file), 'estate.yaml')],
    says: place,
  }),
  answers: (file) => ({ words: ['run', 'idp-down-with-people', '--answers', file], says: place }),
  followUps: (file) => ({ words: ['gate', '--accepted', file], says: place }),
  trust: (file) => ({ words: ['verify', '.', '--trust', file], says: place }),
  targets: (file) => ({ words: ['run', 'idp-down', '--targets', file], says: place }),
  journal: (file) => ({ words: ['judge', dirname(file)], says: /journal\.jsonl:\d+:1: / }),
  plan: (file) => ({ words: ['report', dirname(file)], says: /plan\.json(:\d+:\d+)?: / }),
  findings: (file) => ({ words: ['gate', '--baseline', file], says: /findings\.json(:\d+:\d+)?: / }),
}

/** Spoilt files of a kind that are surely wrong; in a folder each. */
async function wrong(kind: Kind, count: number): Promise<Case[]> {
  const found: Case[] = []
  const line = commands[kind.name]
  for (const how of fc.sample(spoilings, { seed, numRuns: 60 })) {
    if (!line || found.length === count) break
    const cwd = join(tree.inside, `${kind.name}-${found.length}`)
    const file = placed(kind, cwd, spoilt(kind.good, how))
    const error = await kind.read(file).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    if (!(error instanceof DrillError) || error.code !== 'bad-input') continue
    // A file that is too big, or has very many mistakes, is not told by lines alone.
    if (kind.lines && error.problems.some(({ line }) => line === undefined)) continue
    if (kind.name === 'journal') writeFileSync(join(dirname(file), 'plan.json'), corpus.plan[0] ?? '')
    if (kind.name === 'plan') writeFileSync(join(dirname(file), 'journal.jsonl'), corpus.journal[0] ?? '')
    if (kind.name === 'runbook') {
      cpSync(referenceEstate, join(dirname(file), 'estate.yaml'))
      mkdirSync(join(dirname(file), 'runbooks'))
      cpSync(file, join(dirname(file), 'runbooks', kind.file))
    }
    found.push({ name: `spoilt ${kind.name} ${found.length}`, cwd, ...line(file) })
  }
  return found
}

/** A run's folder with good files but for what is made of some of them. */
function runWith(name: string, made: (dir: string) => void): string {
  const dir = join(tree.inside, 'runs', name)
  mkdirSync(join(dir, 'evidence'), { recursive: true })
  made(dir)
  for (const [file, bytes] of [
    ['plan.json', corpus.plan[0]],
    ['journal.jsonl', corpus.journal[0]],
  ] as const)
    try {
      writeFileSync(join(dir, file), bytes ?? '', { flag: 'wx' })
    } catch {
      // It was made already, as something else.
    }
  return dir
}

const pipe = (path: string) => {
  execFileSync('mkfifo', [path])
  return path
}
const file = (name: string, text: string) => {
  const path = join(tree.inside, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}
const scenario = corpus.scenario[0]?.toString() ?? ''
const estate = corpus.estate[0]?.toString() ?? ''

/** Names that lead somewhere else, and files that are none. */
function strange(): Case[] {
  const ways: [string, string[], RegExp, number?][] = [
    [
      'scenario with a path for a name',
      ['run', file('a.yaml', scenario.replace('idp-down', '../../x'))],
      place,
    ],
    [
      'estate with a path for a name',
      ['run', 'idp-down', '--estate', file('b.yaml', estate.replace('reference', '../../x'))],
      place,
    ],
    [
      'runbook that is a device',
      [
        'validate',
        'idp-down',
        '--estate',
        file('c.yaml', estate.replace('runbooks/idp-outage.yaml', '/dev/zero')),
      ],
      /no regular file/,
    ],
    [
      'runbook elsewhere',
      [
        'plan',
        'idp-down',
        '--estate',
        file('d.yaml', estate.replace('runbooks/idp-outage.yaml', '../../../x')),
      ],
      /x/,
    ],
    ['scenario that never ends', ['validate', '/dev/zero'], /no regular file/],
    ['scenario that is a pipe', ['run', pipe(join(tree.inside, 'pipe.yaml'))], /no regular file/],
    ['scenario that is a folder', ['plan', tree.inside], /this is a folder/],
    ['stack with a path for a name', ['run', 'idp-down', '--stack', '../../x'], /no name for a stack/],
    ['stack to end with a path for a name', ['down', '--stack', '../../..'], /no name for a stack/],
    ['stack to bring up with a path for a name', ['up', '--stack', '../x'], /no name for a stack/],
    ['stack to recover with a path for a name', ['recover', '--stack', '../..'], /no name for a stack/],
    ['key with a path for a name', ['keys', 'new', '--name', '../../x'], /no name for a key/],
    ['defect of a path', ['run', 'idp-down', '--defect', '../../x=y'], /names no defect/],
    ['run that is nowhere', ['judge', '../../nowhere'], /no plan\.json in it/],
    [
      'findings that are a link',
      ['judge', runWith('linked', (dir) => symlinkSync(tree.victim, join(dir, 'findings.json')))],
      /this is a link/,
    ],
    [
      'report that is a link',
      ['report', runWith('report', (dir) => symlinkSync(tree.victim, join(dir, 'report.html')))],
      /this is a link/,
    ],
    [
      'audit record that is a link',
      ['report', runWith('audit', (dir) => symlinkSync('../../../x', join(dir, 'audit.json')))],
      /this is a link/,
    ],
    [
      'journal that is a pipe',
      ['judge', runWith('piped', (dir) => void pipe(join(dir, 'journal.jsonl')))],
      /journal/,
    ],
    [
      'journal that never ends',
      ['report', runWith('endless', (dir) => symlinkSync('/dev/zero', join(dir, 'journal.jsonl')))],
      /journal/,
    ],
    [
      'plan that is a pipe',
      ['judge', runWith('plan', (dir) => void pipe(join(dir, 'plan.json')))],
      /plan\.json/,
    ],
    [
      'statement that is a pipe',
      ['verify', runWith('stated', (dir) => void pipe(join(dir, 'evidence', 'started.statement.json')))],
      /started statement/,
      1,
    ],
    [
      'baseline that is a pipe',
      ['gate', '--baseline', pipe(join(tree.inside, 'baseline.json'))],
      /regular file/,
    ],
    ['plan to approve that never ends', ['approve', '/dev/zero', '--key', 'a', '--as', 'b'], /zero/],
    ['trusted key that never ends', ['verify', '.', '--key', '/dev/zero'], /zero/],
  ]
  return ways.map(([name, words, says, exit = 2]) => ({ name, words, cwd: tree.inside, says, exit }))
}

/** What is not as it should be with what a command did; nothing when all is. */
async function misdone({ name, words, cwd, says, exit = 2 }: Case): Promise<string[]> {
  const home = join(tree.inside, 'home')
  const began = performance.now()
  const { code, stdout, stderr } = await drill(words, { DRILL_HOME: home, HOME: home }, cwd)
  const said = stdout + stderr
  const tookMs = performance.now() - began
  return [
    ...(code === exit ? [] : [`exit ${code}`]),
    ...(/^\s+at |node:internal|the harness itself|\[object|undefined/m.test(said)
      ? ['it told of its inside']
      : []),
    ...(says.test(said) ? [] : ['it did not say what is wrong']),
    ...(tookMs < mostMs ? [] : [`it took ${Math.round(tookMs)} ms`]),
  ].map((what) => `${name}: ${what}\n  drill ${words.join(' ')}\n  ${said}`)
}

describe('the command line', () => {
  test(`ends with 2 and a place for whatever is wrong, and writes nowhere else (seed ${seed})`, async () => {
    const cases = strange()
    for (const kind of kinds) cases.push(...(await wrong(kind, 2)))
    const waiting = [...cases]
    const found: string[] = []
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) found.push(...(await misdone(next)))
    }
    await Promise.all([work(), work(), work()])
    expect(found).toEqual([])
    expect(cases.length).toBeGreaterThanOrEqual(40)
    expect(tree.snapshot()).toEqual(before)
    process.stdout.write(`fuzz: ${cases.length} command lines, DRILL_FUZZ_SEED=${seed}\n`)
  }, 300_000)
})
