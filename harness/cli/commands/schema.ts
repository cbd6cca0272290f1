import { join } from 'node:path'
import { command } from '../command.ts'
import { exitCodes } from '../exit.ts'
import { catalog } from '../wiring.ts'

const kinds = ['scenario', 'estate', 'runbook', 'follow-ups', 'targets', 'answers', 'trust'] as const

export const schema = command({
  positionals: { kind: { choices: kinds, describe: 'Only this one' } },
  options: {
    write: {
      type: 'string',
      describe: 'Write <kind>.schema.json into this folder instead (default: scenarios)',
    },
    markdown: {
      type: 'boolean',
      default: false,
      describe: 'Print the reference of every fault, workload, step, oracle, report and key instead',
    },
  },
  async run({ kind, write, markdown }, output) {
    const schemas = await import('../../readers/json-schema.ts')
    const whole = await catalog()
    const all = {
      scenario: schemas.scenarioSchema(whole),
      estate: schemas.estateSchema(),
      runbook: schemas.runbookSchema(whole),
      'follow-ups': schemas.followUpsSchema(),
      targets: schemas.targetsSchema(),
      answers: schemas.answersSchema(),
      trust: schemas.trustSchema(),
    }
    if (markdown) {
      const { reports } = await import('../../../reports/index.ts')
      const { referencePage } = await import('../reference/page.ts')
      const page = referencePage({ catalog: whole, reports, schemas: all })
      output.result({ page }, () => page)
      return exitCodes.passed
    }
    const wanted = kind ? [kind] : kinds
    if (write === undefined) {
      const printed = kind ? all[kind] : all
      output.result(printed, () => JSON.stringify(printed, null, 2))
      return exitCodes.passed
    }
    const { default: writeFileAtomic } = await import('write-file-atomic')
    const files = wanted.map((each) => ({ each, file: join(write || 'scenarios', `${each}.schema.json`) }))
    for (const { each, file } of files) await writeFileAtomic(file, `${JSON.stringify(all[each], null, 2)}\n`)
    const written = files.map(({ file }) => file)
    output.result({ written }, () => written.join('\n'))
    return exitCodes.passed
  },
})
