import { command } from '../command.ts'
import { exitCodes } from '../exit.ts'
import { shippedScenarios } from '../scenario-file.ts'
import { catalog } from '../wiring.ts'

interface Listed {
  readonly name: string
  readonly summary: string
}

const kinds = ['faults', 'workloads', 'steps', 'oracles', 'reports', 'scenarios'] as const
type Kind = (typeof kinds)[number]

export const list = command({
  positionals: { kind: { choices: kinds, describe: 'Only these' } },
  options: {},
  async run({ kind }, output) {
    const wanted = kind ? [kind] : kinds
    const found = Object.fromEntries(
      await Promise.all(wanted.map(async (each) => [each, await entries(each)] as const)),
    )
    output.result(found, () =>
      wanted.map((each) => section(each, found[each] ?? [], kind === undefined)).join('\n\n'),
    )
    return exitCodes.passed
  },
})

async function entries(kind: Kind): Promise<Listed[]> {
  if (kind === 'scenarios') return scenarios()
  if (kind === 'reports') {
    const { reports } = await import('../../../reports/index.ts')
    return reports.map(({ name, file }) => ({ name, summary: file }))
  }
  const whole = await catalog()
  if (kind === 'oracles') return whole.oracles.map(({ name, promise }) => ({ name, summary: promise }))
  return Object.values(whole[kind]).map(({ name, summary }) => ({ name, summary }))
}

async function scenarios(): Promise<Listed[]> {
  const { readYaml } = await import('../../readers/yaml.ts')
  return Promise.all(
    shippedScenarios().map(async ({ name, file }) => {
      const { value } = await readYaml(file)
      return { name, summary: String((value as { title?: unknown } | null)?.title ?? '') }
    }),
  )
}

function section(kind: Kind, listed: readonly Listed[], titled: boolean): string {
  const width = Math.max(...listed.map(({ name }) => name.length), 0)
  const lines = listed.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  return [...(titled ? [kind] : []), ...lines].join('\n')
}
