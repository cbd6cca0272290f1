import { availableParallelism, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { supervise } from '../harness/cli/signals.ts'
import { DrillError } from '../harness/model/error.ts'
import type { Bench } from './bench.ts'
import { cli } from './cli.ts'
import { drill } from './drill.ts'
import { journal } from './journal.ts'
import { long } from './long.ts'
import { type Outcome, outcomeOf, outcomeText } from './outcome.ts'
import { stack } from './stack.ts'

const benches: readonly Bench[] = [cli, stack, drill, journal, long]
const usage = [
  'node bench/main.ts [name …] [--json] [--rounds N]',
  '',
  ...benches.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`),
].join('\n')

/** Measures what was asked for, everything else being equal; exit 0 whatever comes out, 1 when a bench cannot be measured. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean' }, rounds: { type: 'string' }, help: { type: 'boolean' } },
  })
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds)
  const unknown = positionals.filter((word) => !benches.some(({ name }) => name === word))
  if (
    values.help ||
    unknown.length > 0 ||
    (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0))
  ) {
    process.stderr.write(`${usage}\n`)
    return values.help ? 0 : 2
  }
  const chosen = positionals.length === 0 ? benches : benches.filter(({ name }) => positionals.includes(name))
  const say = (text: string) => void process.stderr.write(`${text}\n`)
  const supervision = supervise(say)
  const outcomes: Outcome[] = []
  let code = 0
  for (const bench of chosen) {
    if (supervision.signal.aborted) break
    try {
      const told = (text: string) => say(`${bench.name}: ${text}`)
      const compared = await bench.measure({ rounds, say: told, signal: supervision.signal })
      told(
        `load ${loadavg()
          .map((load) => load.toFixed(1))
          .join(' ')} on ${availableParallelism()} processors`,
      )
      const measured = compared.map((comparison) => outcomeOf(bench.name, comparison))
      outcomes.push(...measured)
      if (!values.json) for (const outcome of measured) process.stdout.write(`${outcomeText(outcome)}\n`)
    } catch (error) {
      code = 1
      const next = error instanceof DrillError && error.next ? ` ${error.next}` : ''
      say(`${bench.name}: ${(error as Error).message}.${next}`)
    }
  }
  if (values.json) process.stdout.write(`${JSON.stringify(outcomes, null, 2)}\n`)
  return supervision.exitCode() ?? code
}

const code = await main()
// The engine's client keeps its connections open.
process.stdout.write('', () => process.exit(code))
