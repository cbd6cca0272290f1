import type { Entry } from './draft.ts'

/** What tells entries of one word apart, in this order. */
const telling = ['as', 'identity', 'step', 'runbook', 'service']

/** One readable id per entry: its word where that is unique, else `revoke-leaver`, else `revoke-leaver-2`. */
export function idsOf(entries: readonly Entry[]): readonly string[] {
  const taken = new Map<string, number>()
  return entries.map((entry) => {
    const alone = entries.filter(({ word }) => word === entry.word).length === 1
    const name = telling.map((key) => entry.options[key]).find((value) => typeof value === 'string')
    const id = alone || name === undefined ? entry.word : `${entry.word}-${name}`
    const count = (taken.get(id) ?? 0) + 1
    taken.set(id, count)
    return count === 1 ? id : `${id}-${count}`
  })
}
