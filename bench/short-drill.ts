import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../harness/model/home.ts'
import type { Measuring } from './bench.ts'

const stackName = 'bench-warm'
const scenario = join('test', 'drill', 'idp-down-short.yaml')

/** A drill that was run as users do. */
export interface ShortDrill {
  /** The run's folder. */
  readonly dir: string
  /** From the start of the command to its end. */
  readonly wholeMs: number
}

/** Brings up a stack of its own, runs a short drill on it so many times, and ends it, whatever happens. */
export async function shortDrills<T>(
  rounds: number,
  measuring: Measuring,
  measure: (drill: ShortDrill) => T,
): Promise<T[]> {
  const runs = mkdtempSync(join(tmpdir(), 'drill-bench-'))
  try {
    await drill(['up', '--stack', stackName, '--driver', 'processes', '--quiet'], measuring)
    const measured: T[] = []
    for (let round = 1; round <= rounds; round += 1) {
      measuring.signal.throwIfAborted()
      measured.push(measure(await shortDrill(runs, measuring)))
      measuring.say(`drill ${round}/${rounds} is done`)
    }
    return measured
  } finally {
    // Also after an interrupt, which must not stop this.
    await drill(['down', '--stack', stackName, '--quiet'], {})
    rmSync(runs, { recursive: true, force: true })
  }
}

async function shortDrill(runs: string, measuring: Measuring): Promise<ShortDrill> {
  const began = performance.now()
  const args = ['run', scenario, '--stack', stackName, '--runs', runs, '--json', '--quiet']
  const { dir, verdict } = JSON.parse(await drill(args, measuring)) as { dir: string; verdict: string }
  if (verdict !== 'passed')
    measuring.say(`its verdict was ${verdict}; one that was cut short gives no figures`)
  return { dir, wholeMs: performance.now() - began }
}

/** Runs a command as users do; gives its result. Throws when it gave none. */
async function drill(
  args: readonly string[],
  { signal }: { readonly signal?: AbortSignal },
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
