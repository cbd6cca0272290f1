import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../harness/model/home.ts'
import type { Plan } from '../harness/model/plan.ts'
import type { Bench, Measuring } from './bench.ts'
import { interleaved } from './interleaved.ts'

const stackName = 'bench-warm'
const scenario = join('test', 'drill', 'idp-down-short.yaml')
const overheadOf = 'a drill’s own time beyond its phases'

export const overhead: Bench = {
  name: 'overhead',
  summary: 'What a drill takes beyond its scripted phases, on a stack that is up',
  async measure(measuring) {
    const runs = mkdtempSync(join(tmpdir(), 'drill-bench-'))
    try {
      await drill(['up', '--stack', stackName, '--quiet'], measuring)
      const sides = { [overheadOf]: () => beyondPhasesMs(runs, measuring) }
      const values = await interleaved(sides, { ...measuring, rounds: measuring.rounds ?? 3 })
      return [{ what: overheadOf, aim: { 'at-most': 5 }, values: values[overheadOf] ?? [] }]
    } finally {
      // Also after an interrupt, which must not stop this.
      await drill(['down', '--stack', stackName, '--quiet'], { ...measuring, signal: undefined })
      rmSync(runs, { recursive: true, force: true })
    }
  },
}

async function beyondPhasesMs(runs: string, measuring: Measuring): Promise<number> {
  const began = performance.now()
  const args = ['run', scenario, '--stack', stackName, '--runs', runs, '--json', '--quiet']
  const { dir, verdict } = JSON.parse(await drill(args, measuring)) as { dir: string; verdict: string }
  const wholeMs = performance.now() - began
  if (verdict !== 'passed') measuring.say(`its verdict was ${verdict}`)
  const { durationMs } = JSON.parse(readFileSync(join(dir, 'plan.json'), 'utf8')) as Plan
  return wholeMs - durationMs
}

/** Runs a command as users do; gives its result. Throws when it gave none. */
async function drill(
  args: readonly string[],
  { signal }: Omit<Measuring, 'signal'> & { signal?: AbortSignal },
): Promise<string> {
  const child = spawn(process.execPath, [join(packageRoot(), 'bin', 'drill.mjs'), ...args], {
    cwd: packageRoot(),
    stdio: ['ignore', 'pipe', 'inherit'],
    // The command undoes what it did before it ends.
    ...{ signal, killSignal: 'SIGINT' },
  })
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString()
  })
  const [code] = await once(child, 'close')
  if (code !== 0 && printed.trim() === '') throw new Error(`drill ${args[0]} ended with ${code}`)
  return printed
}
