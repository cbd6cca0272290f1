import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { watchdogs } from '../../harness/engine/watchdogs.ts'
import { packageRoot } from '../../harness/model/home.ts'
import { type ProcessId, statOf, statOfNamed } from '../../harness/model/process.ts'
import type { Point } from './points.ts'
import { crashScenario } from './scenario.ts'

/** Where drills are killed: a folder of stacks, and a warm stack in it. */
export interface Scene {
  readonly home: string
  readonly driver: string
  readonly stack: string
}

/** A run that was killed, or that came to its end because its point never came. */
export interface Killed {
  /** Undefined when it died before it had a folder. */
  readonly journal: string | undefined
  /** The journal's bytes as they were last seen before the end: none of them may be lost. */
  readonly seen: string
  readonly reached: boolean
  /** What commands printed, for those who look into a failure. */
  readonly said: string
}

const drill = join(packageRoot(), 'bin', 'drill.mjs')
const betweenMs = 20

/** Starts a drill, ends it at the point, and waits until its watchdog, or `drill recover`, has done its work. */
export async function ordeal(scene: Scene, point: Point): Promise<Killed> {
  const runs = join(scene.home, 'runs')
  mkdirSync(runs, { recursive: true })
  const before = new Set(readdirSync(runs))
  const { child, said } = started(scene, point, runs)
  const gone = once(child, 'exit')
  const journalFile = () => readdirSync(runs).find((name) => name !== 'ledger' && !before.has(name))
  let seen = ''
  const look = () => {
    const run = journalFile()
    const file = run && join(runs, run, 'journal.jsonl')
    if (file && existsSync(file)) seen = readFileSync(file, 'utf8')
  }
  const reached = await killed(child, gone, point, look)
  if (point.ending === 'with its watchdog') await recovered(scene, said)
  else await watchdogsGone()
  const run = journalFile()
  const journal = run && join(runs, run, 'journal.jsonl')
  return { journal: journal && existsSync(journal) ? journal : undefined, seen, reached, said: said.join('') }
}

function started(scene: Scene, { fault, stack, at, ending }: Point, runs: string) {
  const file = join(scene.home, `crash-${fault}.yaml`)
  writeFileSync(file, crashScenario(fault))
  const how = ending === 'alone' ? 'kill' : 'stop'
  const args = stack === 'warm' ? ['--stack', scene.stack] : []
  const env = typeof at === 'number' ? {} : { DRILL_CRASH_AT: `${at}:${how}` }
  const child = spawn(
    process.execPath,
    [drill, 'run', file, '--driver', scene.driver, '--runs', runs, ...args],
    { env: { ...process.env, NO_COLOR: '1', ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => said.push(text))
  return { child, said }
}

/** False when the run came to its end before. */
async function killed(
  child: ChildProcess,
  gone: Promise<unknown>,
  { at, ending }: Point,
  look: () => void,
): Promise<boolean> {
  const sinceMs = performance.now()
  const due = () => (typeof at === 'number' ? performance.now() - sinceMs >= at : isStopped(child))
  while (child.exitCode === null && child.signalCode === null && !due()) {
    look()
    await pause(betweenMs)
  }
  look()
  const lives = child.exitCode === null && child.signalCode === null
  if (lives && ending === 'with its watchdog')
    for (const { watchdog, runner } of watchdogs()) if (runner.pid === child.pid) kill(watchdog)
  if (lives && ending !== 'hanging') child.kill('SIGKILL')
  await gone
  return child.signalCode === 'SIGKILL'
}

const isStopped = ({ pid }: ChildProcess) => pid !== undefined && statOf(pid)?.state === 'T'

function kill(named: ProcessId): void {
  if (statOfNamed(named)) process.kill(named.pid, 'SIGKILL')
}

/** Waits until every watchdog has done its work, or has given it up. */
async function watchdogsGone(): Promise<void> {
  const deadline = performance.now() + 180_000
  while (watchdogs().some(({ state }) => state !== 'stale') && performance.now() < deadline)
    await pause(betweenMs)
}

async function recovered({ home }: Scene, said: string[]): Promise<void> {
  const child = spawn(process.execPath, [drill, 'recover'], {
    env: { ...process.env, DRILL_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => said.push(text))
  await once(child, 'close')
}
