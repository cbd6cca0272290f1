import { type Check, each } from '../../model/check.ts'
import type { Subject } from '../../model/statement.ts'
import { filesOf, subjectsOf } from '../run-files.ts'

/**
 * Every file is what the statements say, none is missing, and none is there of which nobody speaks. `named` are the
 * statements themselves, which others vouch for.
 */
export function checkFiles(
  dir: string,
  subjects: { readonly started: readonly Subject[]; readonly result: readonly Subject[] },
  named: readonly string[],
): Check[] {
  const { names, strange } = filesOf(dir)
  const found = new Map(subjectsOf(dir, names).map(({ name, digest }) => [name, digest.sha256]))
  const covered = new Set([...subjects.result.map(({ name }) => name), ...named])
  const all = [...subjects.started, ...subjects.result]
  const sealed = [...new Set(all.map(({ name, digest }) => `${digest.sha256} ${name}`))]
  const changed = sealed.flatMap((line) => {
    const [digest = '', name = ''] = [line.slice(0, 64), line.slice(65)]
    const now = found.get(name)
    if (now === undefined) return [`${name} is missing`]
    return now === digest ? [] : [`${name} is not what was sealed`]
  })
  const unknown = names.filter((name) => !covered.has(name))
  const wrong = [
    ...new Set(changed),
    ...unknown.map((name) => `${name} is covered by no statement`),
    ...strange.map((name) => `${name} is no regular file`),
  ]
  return each('files', wrong, `${names.length} files, all of them as they were sealed`)
}
