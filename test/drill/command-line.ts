import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Judgement } from '../../harness/model/finding.ts'
import { packageRoot } from '../../harness/model/home.ts'

export const shortScenario = join(packageRoot(), 'test', 'drill', 'idp-down-short.yaml')

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves when this text was printed to stderr; rejects when the command ends without. */
  said(text: string): Promise<void>
}

/** Starts the built command as users do. */
export function drill(args: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(process.execPath, [join(packageRoot(), 'bin', 'drill.mjs'), ...args], {
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }))
  return {
    child,
    ended,
    said: (text) =>
      new Promise((resolve, reject) => {
        const look = () => stderr.includes(text) && resolve()
        child.stderr.on('data', look)
        look()
        void ended.then(() => reject(new Error(`it ended without saying "${text}":\n${stderr}`)))
      }),
  }
}

export interface Drilled extends Ended {
  readonly judgement: Pick<Judgement, 'verdict' | 'findings'>
  readonly dir: string
}

/** Runs one drill to its end; fails with what it said when it gave no result. */
export async function runDrill(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Drilled> {
  const ended = await drill(['run', ...args, '--json'], env).ended
  try {
    const result = JSON.parse(ended.stdout) as Judgement & { dir: string }
    return { ...ended, judgement: result, dir: result.dir }
  } catch {
    throw new Error(`the drill gave no result (exit ${ended.code}):\n${ended.stderr}`)
  }
}

/** Oracle → verdict. */
export function verdictsOf({ judgement }: Drilled): Record<string, string> {
  return Object.fromEntries(judgement.findings.map(({ oracle, verdict }) => [oracle, verdict]))
}

/** Why findings are not `passed`, for a failing test to show. */
export function reasonsOf({ judgement }: Drilled): string[] {
  return judgement.findings.flatMap(({ oracle, reasons }) =>
    reasons
      .filter(({ verdict }) => verdict !== 'passed')
      .map(({ code, text }) => `${oracle}: ${code}: ${text}`),
  )
}

export const allPassed = {
  'fallback-access': 'passed',
  'session-continuity': 'passed',
  revocation: 'passed',
  'fail-closed': 'passed',
  recovery: 'passed',
  'alert-layer': 'passed',
  'request-trail': 'passed',
  'retry-amplification': 'passed',
}
