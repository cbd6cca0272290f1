import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser'
import { afterAll, describe, expect, test } from 'vitest'
import config from '../.dependency-cruiser.mjs'
import { packageRoot } from '../harness/model/home.ts'

const rules = config.forbidden as IForbiddenRuleType[]
const sources = ['harness', 'reports', 'docker']
const longest = 300

async function cruised(baseDir: string): Promise<ICruiseResult> {
  const options = { ...config.options, baseDir, validate: true, ruleSet: { forbidden: rules } }
  const { output } = await cruise(sources, options)
  return output as ICruiseResult
}

/** `rule: from → to` of everything that breaks a wall. */
function violations({ summary }: ICruiseResult): string[] {
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)
}

/** Plug-ins of one folder that reach another plug-in of it, going through the folder's own files. */
function meetings({ modules }: ICruiseResult, folder: string): string[] {
  const edges = new Map(
    modules.map(({ source, dependencies }) => [source, dependencies.map(({ resolved }) => resolved)]),
  )
  const catalogue = `${folder}/index.ts`
  const plugins = (edges.get(catalogue) ?? []).filter((file) => edges.get(file)?.length)
  const contract = `${folder}/${folder.split('/').at(-1)?.replace(/s$/, '')}.ts`
  const others = plugins.filter((file) => file !== contract)
  return others.flatMap((plugin) => {
    const seen = new Set<string>()
    const visit = (file: string): void => {
      for (const next of edges.get(file) ?? []) {
        if (seen.has(next) || next === catalogue || !next.startsWith(`${folder}/`)) continue
        seen.add(next)
        visit(next)
      }
    }
    visit(plugin)
    return others
      .filter((other) => other !== plugin && seen.has(other))
      .map((other) => `${plugin} → ${other}`)
  })
}

function tooLong(root: string): string[] {
  return sources.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|mjs|js)$/.test(file))
      .map((file) => join(folder, file))
      .filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length - 1 > longest),
  )
}

const folders = [
  'harness/faults',
  'harness/workloads',
  'harness/steps',
  'harness/oracles',
  'harness/guards',
  'reports',
]

describe('the sources', async () => {
  const found = await cruised(packageRoot())

  test('were seen at all', () => {
    const files = found.modules
      .map(({ source }) => source)
      .filter((source) => !source.includes('node_modules'))
    expect(files.length).toBeGreaterThan(40)
    for (const folder of folders)
      expect(files.filter((file) => file.startsWith(`${folder}/`)).length).toBeGreaterThan(3)
  })

  test('keep within the walls', () => {
    expect(violations(found)).toEqual([])
  })

  test.each(folders)('keep the plug-ins of %s apart', (folder) => {
    expect(meetings(found, folder)).toEqual([])
  })

  test(`have no file of more than ${longest} lines`, () => {
    expect(tooLong(packageRoot())).toEqual([])
  })
})

/** A small code base that breaks every wall once: file → what it imports. */
const broken: Record<string, readonly string[]> = {
  'harness/model/noun.ts': ['../engine/verb.ts'],
  'harness/engine/verb.ts': ['../faults/silent.ts', '../cli/main.ts'],
  'harness/engine/one.ts': ['./two.ts'],
  'harness/engine/two.ts': ['./one.ts'],
  'harness/engine/catalog.ts': ['../faults/index.ts'],
  'harness/engine/run.ts': [],
  'harness/faults/fault.ts': [],
  'harness/faults/index.ts': ['./silent.ts', './loud.ts'],
  'harness/faults/silent.ts': ['./quiet.ts', '../workloads/person.ts'],
  'harness/faults/quiet.ts': ['./loud.ts'],
  'harness/faults/loud.ts': ['./fault.ts'],
  'harness/workloads/person.ts': [],
  'harness/readers/scenario.ts': ['../engine/run.ts', './absent.ts'],
  'harness/stacks/driver.ts': ['../engine/run.ts'],
  'harness/setup/tool.ts': ['../engine/run.ts'],
  'harness/clients/api.ts': ['../model/noun.ts'],
  'harness/model/plan.ts': [],
  'harness/diagnosis/guess.ts': ['../model/plan.ts'],
  'harness/sweep/case.ts': ['../faults/silent.ts'],
  'harness/signers/key.ts': ['../engine/run.ts'],
  'harness/cli/main.ts': [],
  'reports/page.ts': ['../harness/engine/run.ts'],
  'docker/reference/parts/server.ts': ['../../../harness/stacks/driver.ts'],
  'docker/reference/services/shop.ts': ['../../../harness/model/noun.ts'],
}

describe('a code base that breaks the walls', async () => {
  const root = mkdtempSync(join(tmpdir(), 'drill-walls-'))
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  for (const [file, imports] of Object.entries(broken)) {
    mkdirSync(join(root, dirname(file)), { recursive: true })
    // Type imports alone: they count as well.
    const lines = imports.map(
      (path, index) => `import type { T as T${index} } from '${path}'\nexport type U${index} = T${index}`,
    )
    writeFileSync(join(root, file), [...lines, 'export type T = string'].join('\n'))
  }
  writeFileSync(join(root, 'reports/long.ts'), '\n'.repeat(longest + 1))
  const found = await cruised(root)

  test.each(rules.map(({ name }) => name))('is caught by %s', (name) => {
    expect(violations(found)).toContainEqual(expect.stringMatching(`^${name}: `))
  })

  test('has plug-ins that meet through a file between them', () => {
    expect(meetings(found, 'harness/faults')).toEqual(['harness/faults/silent.ts → harness/faults/loud.ts'])
  })

  test('has a file that is too long', () => {
    expect(tooLong(root)).toEqual(['reports/long.ts'])
  })
})
