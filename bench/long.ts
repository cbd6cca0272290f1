import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { referenceEstate } from '../harness/cli/inputs.ts'
import { sealResult, sealStarted } from '../harness/engine/seal.ts'
import { packageRoot } from '../harness/model/home.ts'
import { readEstate } from '../harness/readers/estate.ts'
import { generateKey, localSigner } from '../harness/signers/local-key.ts'
import { plan } from '../test/oracles/synthetic-plan.ts'
import type { Bench, Comparison, Measuring } from './bench.ts'
import { longRun } from './long-run.ts'

const sizes = [250_000, 500_000, 1_000_000] as const
const commands = ['judge', 'report', 'verify'] as const

/** What all three commands took of a run of so many records. */
interface Took {
  readonly wallMs: number
  readonly cpuMs: number
  /** Of the one that took most. */
  readonly peakMiB: number
}

export const long: Bench = {
  name: 'long',
  summary: 'judge, report and verify of runs of 250,000 to 1,000,000 records, each in its own process',
  async measure(measuring) {
    const took = new Map<number, Took[]>(sizes.map((size) => [size, []]))
    for (let round = 0; round < (measuring.rounds ?? 1); round += 1)
      for (const size of sizes) took.get(size)?.push(await tookOf(size, measuring))
    const of = (size: number, pick: (took: Took) => number) => (took.get(size) ?? []).map(pick)
    const [small, middle, large] = sizes
    const growing = (size: number): Comparison => ({
      ...{ what: `processor time a record at ${size}`, against: `at ${small}`, aim: { 'at-most': 1.2 } },
      values: of(size, ({ cpuMs }) => cpuMs / size),
      againstValues: of(small, ({ cpuMs }) => cpuMs / small),
    })
    return [
      {
        what: `judge + report + verify of ${large} records`,
        aim: { 'at-most': 10 },
        values: of(large, ({ wallMs }) => wallMs),
      },
      {
        what: `the same, in processor time (not stretched by a busy machine)`,
        values: of(large, ({ cpuMs }) => cpuMs),
      },
      ...sizes.map((size) => ({
        ...{
          what: `peak memory at ${size} records`,
          unit: 'MiB',
          values: of(size, ({ peakMiB }) => peakMiB),
        },
        ...(size === large ? { aim: { 'at-most': 512 } } : {}),
      })),
      growing(middle),
      growing(large),
    ]
  },
}

/** Makes a run of so many records, and has it judged, reported, sealed and verified. */
async function tookOf(size: number, { say, signal }: Measuring): Promise<Took> {
  const runsDir = mkdtempSync(join(tmpdir(), 'drill-bench-long-'))
  try {
    const { dossier } = longRun(runsDir, size)
    const signer = localSigner(generateKey('p256').privatePem, 'the bench')
    const key = join(runsDir, 'coordinator.pub')
    writeFileSync(key, signer.pem)
    const { estate } = await readEstate(referenceEstate)
    const started = await sealStarted({ ...{ dossier, runsDir, plan, estate, signer } })
    const took: Took[] = []
    for (const command of commands) {
      signal.throwIfAborted()
      if (command === 'verify')
        await sealResult({ ...{ dossier, runsDir, started, signer }, verdict: 'passed' })
      const args = command === 'verify' ? [dossier.dir, '--key', key] : [dossier.dir]
      const one = await usageOf([command, ...args])
      say(`${size} records: ${command} ${(one.wallMs / 1000).toFixed(1)} s, ${one.peakMiB.toFixed(0)} MiB`)
      took.push(one)
    }
    return took.reduce((a, b) => ({
      ...{ wallMs: a.wallMs + b.wallMs, cpuMs: a.cpuMs + b.cpuMs },
      peakMiB: Math.max(a.peakMiB, b.peakMiB),
    }))
  } finally {
    rmSync(runsDir, { recursive: true, force: true })
  }
}

/** Runs a command to its end, which must be a good one. */
async function usageOf(args: readonly string[]): Promise<Took> {
  const meter = pathToFileURL(join(import.meta.dirname, 'usage.mjs')).href
  const bin = join(packageRoot(), 'bin', 'drill.mjs')
  const began = performance.now()
  const child = spawn(process.execPath, ['--import', meter, bin, ...args], {
    cwd: packageRoot(),
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  })
  const told = text(child.stdio[3] as Readable)
  const [code] = await once(child, 'close')
  const wallMs = performance.now() - began
  if (code !== 0) throw new Error(`drill ${args[0]} ended with ${code}`)
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(await told) as NodeJS.ResourceUsage
  return { wallMs, cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMiB: maxRSS / 1024 }
}
