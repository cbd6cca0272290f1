import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { packageRoot } from '../../harness/model/home.ts'

const guide = readFileSync(join(packageRoot(), 'docs', 'verifying-evidence.md'), 'utf8')

/** A command as the guide for outsiders shows it. */
function documented(name: string): string {
  const block = new RegExp(`^\`\`\`sh ${name}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(guide)?.[1]
  if (block === undefined) throw new Error(`the guide shows no "${name}"`)
  return block
}

export interface Told {
  readonly code: number
  readonly output: string
}

/** Runs documented commands one after the other, as a reader would type them, in a folder of their own. */
export async function follow(
  names: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Told> {
  const script = names.map(documented).join('\n')
  // No tool here needs the network: one that reaches for it must fail.
  const offline = { HTTPS_PROXY: 'http://127.0.0.1:9', HTTP_PROXY: 'http://127.0.0.1:9' }
  const options = { cwd, env: { ...process.env, ...offline, ...env }, timeout: 60_000 }
  try {
    const { stdout, stderr } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], options)
    return { code: 0, output: stdout + stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: unknown; stdout: string; stderr: string }
    return { code: typeof code === 'number' ? code : -1, output: `${stdout}${stderr}` }
  }
}
