// Compares the diagnosis of saved runs with what was injected: npm run diagnosis -- RUN… [--write].
// RUN is a folder of a run, or one that holds such folders. --write puts the table into docs/diagnosis.md.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readJournal } from '../../harness/engine/journal.ts'
import { packageRoot } from '../../harness/model/home.ts'
import type { Plan } from '../../harness/model/plan.ts'
import { recordsOf } from '../../harness/model/record.ts'
import { confusionOf, type Run, scoreOf, tableOf } from './confusion.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false } },
})
const say = (text: string) => process.stdout.write(`${text}\n`)

const isRun = (folder: string) =>
  existsSync(join(folder, 'plan.json')) && existsSync(join(folder, 'journal.jsonl'))

function runsIn(folder: string): Run[] {
  if (!isRun(folder))
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && isRun(join(folder, entry.name)))
      .flatMap(({ name }) => runsIn(join(folder, name)))
  const plan = JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8')) as Plan
  const history = readJournal(join(folder, 'journal.jsonl'))
  // A run that was stopped, or of before there were traces, shows nothing of the diagnosis.
  const whole = recordsOf(history, 'run.ended')[0]?.status === 'completed'
  return whole && recordsOf(history, 'edge.calls').length > 0 ? [{ plan, history }] : []
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`

const runs = (positionals.length > 0 ? positionals : ['runs']).flatMap(runsIn)
const confusion = confusionOf(runs)
const { right, wrong, undetermined } = scoreOf(confusion)
const scenarios = [...new Set(runs.map(({ plan }) => plan.scenario))].toSorted()
const result = [
  tableOf(confusion),
  '',
  `Averaged over layers: **${percent(right)} right**, ${percent(undetermined)} undetermined, ${percent(wrong)} wrong.`,
  `From ${runs.length} runs of ${scenarios.length} scenarios: ${scenarios.join(', ')}.`,
].join('\n')
say(result)
if (values.write) {
  const file = join(packageRoot(), 'docs/diagnosis.md')
  const [head = '', rest = ''] = readFileSync(file, 'utf8').split('<!-- matrix -->\n')
  const [, tail = ''] = rest.split('<!-- end of matrix -->')
  writeFileSync(file, `${head}<!-- matrix -->\n\n${result}\n\n<!-- end of matrix -->${tail}`)
}
