import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { allProcesses } from '../../../harness/stacks/processes/proc.ts'

/** Everything that still is of the stacks under a state folder: folders, processes, containers, networks. */
export async function leftovers(home: string): Promise<string[]> {
  const folder = join(home, 'stacks')
  const names = existsSync(folder) ? readdirSync(folder) : []
  return [...names.map((name) => `stack ${name}`), ...processesOf(folder), ...(await onEngine(folder))]
}

/** Processes that work for stacks whose folders begin so. */
export function processesOf(folder: string): string[] {
  return allProcesses()
    .filter(({ pid }) => mentions(pid, folder))
    .map(({ pid }) => `process ${pid}`)
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

/** Of the stacks under this folder alone: an engine may have those of others. */
async function onEngine(folder: string): Promise<string[]> {
  const label = ['--filter', `label=identity-drill.home=${folder}`]
  const [containers, networks] = await Promise.all([
    docker(['ps', '--all', ...label, '--format', 'container {{.Names}}']),
    docker(['network', 'ls', ...label, '--format', 'network {{.Name}}']),
  ])
  return [...containers, ...networks]
}

/** Lines that it prints; none where there is no engine. */
async function docker(words: readonly string[]): Promise<string[]> {
  const { stdout = '', exitCode } = await execa('docker', words, { reject: false })
  return exitCode === 0 ? stdout.split('\n').filter((line) => line !== '') : []
}
