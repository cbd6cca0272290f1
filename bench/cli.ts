import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { packageRoot } from '../harness/model/home.ts'
import type { Bench } from './bench.ts'
import { interleaved } from './interleaved.ts'

const bin = join(packageRoot(), 'bin', 'drill.mjs')
const bare = 'node -e 0'
const help = 'drill --help'
const validate = 'drill validate scenarios/idp-down.yaml'

export const cli: Bench = {
  name: 'cli',
  summary: 'Short commands against a bare start of Node',
  async measure(measuring) {
    const sides: Record<string, () => Promise<number>> = {
      [bare]: () => timed(['-e', '0']),
      [help]: () => timed([bin, '--help']),
      [validate]: () => timed([bin, 'validate', 'scenarios/idp-down.yaml']),
    }
    // The first start compiles, and keeps what it compiled: it is the second that people wait for again and again.
    for (const warmUp of Object.values(sides)) await warmUp()
    const values = await interleaved(sides, { ...measuring, rounds: measuring.rounds ?? 20 })
    return ([help, validate] as const).map((what) => ({
      what,
      against: bare,
      aim: { 'at-most': 3 },
      values: values[what] ?? [],
      againstValues: values[bare] ?? [],
    }))
  },
}

/** Runs this very Node; gives the time to its end (ms). */
async function timed(args: readonly string[]): Promise<number> {
  const began = performance.now()
  const child = spawn(process.execPath, args, { cwd: packageRoot(), stdio: 'ignore' })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}`)
  return performance.now() - began
}
