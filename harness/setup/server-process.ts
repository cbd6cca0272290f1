import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { DrillError } from '../model/error.ts'

export interface ServerOptions {
  readonly what: string
  readonly logFile: string
  readonly env?: Readonly<Record<string, string>>
  /** Whether it does its work; asked until it holds. */
  readonly ready: () => Promise<boolean>
  readonly stopWith: NodeJS.Signals
}

/** Runs a server for as long as `work` takes, and stops it whatever happens. */
export async function withServer<T>(
  argv: readonly string[],
  options: ServerOptions,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const log = openSync(options.logFile, 'w', 0o600)
  // It dies with this process, however that ends; nothing of the user's environment steers it.
  const args = ['--pdeathsig', 'KILL', '--', ...argv]
  const env = { PATH: process.env.PATH, LANG: 'C.UTF-8', ...options.env }
  const server = spawn('setpriv', args, { stdio: ['ignore', log, log], env, cwd: '/' })
  const ended = new Promise<void>((resolve) => {
    server.once('exit', () => resolve())
    server.once('error', () => resolve())
  })
  try {
    await untilReady(server, options, signal)
    return await work()
  } finally {
    server.kill(options.stopWith)
    await ended
    closeSync(log)
  }
}

async function untilReady(server: ChildProcess, options: ServerOptions, signal: AbortSignal): Promise<void> {
  if (server.pid === undefined) {
    const [cause] = await once(server, 'error')
    throw new DrillError('start-failed', `${options.what} cannot be started`, { cause })
  }
  while (!(await options.ready())) {
    if (server.exitCode !== null || server.signalCode !== null)
      throw new DrillError(
        'start-failed',
        `${options.what} ended while starting:\n${lastLines(options.logFile)}`,
      )
    await pause(100, undefined, { signal })
  }
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trim().split('\n').slice(-15).join('\n')
}
