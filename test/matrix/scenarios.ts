import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../harness/model/home.ts'

const folder = join(packageRoot(), 'scenarios')

/** Every scenario that ships with the harness. */
export const scenarioNames = (): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))

export const fileOf = (scenario: string): string => join(folder, `${scenario}.yaml`)

/** The answers of the people whom a scenario asks, where there is a file of them. */
export function answersFor(scenario: string): string[] {
  const file = join(folder, 'answers', `${scenario}.yaml`)
  return existsSync(file) ? ['--answers', file] : []
}
