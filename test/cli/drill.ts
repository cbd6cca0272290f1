import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { packageRoot } from '../../harness/model/home.ts'

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const main = join(packageRoot(), 'harness', 'cli', 'main.ts')

/** Runs the command line as users do, in a process of its own; `cwd` is the package's root unless given. */
export function drill(
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
  cwd = packageRoot(),
): Promise<Ended> {
  const { GITHUB_ACTIONS, FORCE_COLOR, ...rest } = process.env
  const child = spawn(process.execPath, [main, ...words], { cwd, env: { ...rest, NO_COLOR: '1', ...env } })
  const heard = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      heard[stream] += text
    })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...heard }))
  })
}
