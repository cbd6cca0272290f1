import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { allProcesses } from '../../../harness/stacks/processes/proc.ts'

/** Everything that still is of the stacks under a state folder: folders, processes, containers, networks. */
export async function leftovers(home: string): Promise<string[]> {
  const folder = join(home, 'stacks')
  const names = existsSync(folder) ? readdirSync(folder) : []
  const processes = allProcesses()
    .filter(({ pid }) => mentions(pid, folder))
    .map(({ pid }) => `process ${pid}`)
  return [...names.map((name) => `stack ${name}`), ...processes, ...(await containersOf(names))]
}

/** Servers of a stack have its folder in their command line or environment. */
function mentions(pid: number, folder: string): boolean {
  try {
    return (
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder) ||
      readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder)
    )
  } catch {
    return false
  }
}

async function containersOf(names: readonly string[]): Promise<string[]> {
  const { stdout, exitCode } = await execa(
    'docker',
    [
      'ps',
      '-a',
      '--filter',
      'label=identity-drill.stack',
      '--format',
      '{{.Names}} {{.Label "identity-drill.stack"}}',
    ],
    { reject: false },
  )
  if (exitCode !== 0) return []
  return stdout
    .split('\n')
    .filter((line) => line !== '' && (names.length === 0 || names.some((name) => line.endsWith(name))))
}
