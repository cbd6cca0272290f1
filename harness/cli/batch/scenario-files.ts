import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { DrillError } from '../../model/error.ts'
import { scenarioFileOf } from '../scenario-file.ts'

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

/** Whether these words stand for more than one scenario file by itself. */
export function areSeveral(words: readonly string[]): boolean {
  return words.length > 1 || words.some(isFolder)
}

/** Every scenario file that words name, each once: a folder stands for its own, not for those of folders in it. */
export function scenarioFilesOf(words: readonly string[]): string[] {
  const files = words.flatMap((word) => (isFolder(word) ? scenariosIn(word) : [scenarioFileOf(word)]))
  return files.filter((file, index) => files.findIndex((other) => resolve(other) === resolve(file)) === index)
}

function scenariosIn(folder: string): string[] {
  const files = readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted()
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile() && isScenario(readFileSync(file, 'utf8')))
  if (files.length > 0) return files
  throw new DrillError('bad-input', `${folder} holds no scenario`, {
    problems: [{ file: folder, message: 'no scenario in it', expected: 'YAML files with a key scenario' }],
  })
}

/** Estates, runbooks and lists of answers may lie beside scenarios; what is wrong with a scenario is told by its reader. */
const isScenario = (text: string) => /^\s*["']?scenario["']?\s*:/m.test(text)

/** What people would answer in a scenario: `answers/<name>.yaml` beside its file, where there is one. */
export function answersBeside(file: string): string | undefined {
  const answers = join(dirname(file), 'answers', basename(file))
  return existsSync(answers) ? answers : undefined
}
