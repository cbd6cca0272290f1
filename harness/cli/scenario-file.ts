import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { packageRoot } from '../model/home.ts'

const library = join(packageRoot(), 'scenarios')

/** The file that a word names: a path, or the name of a scenario that ships with the harness. */
export function scenarioFileOf(word: string): string {
  const shipped = join(library, `${word}.yaml`)
  const isName = /^[a-z][a-z0-9-]*$/.test(word)
  return isName && !existsSync(word) && existsSync(shipped) ? shipped : word
}

/** Scenarios that ship with the harness, by name. */
export function shippedScenarios(): { name: string; file: string }[] {
  return readdirSync(library)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => ({ name: basename(file, '.yaml'), file: join(library, file) }))
}
