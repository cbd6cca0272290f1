const mostWords = 1_000

/** The fields of attempts whose words come again and again, in a million of them. */
interface Worded {
  type?: unknown
  actor?: unknown
  access?: unknown
  outcome?: unknown
  layer?: unknown
  detail?: unknown
}

/** Makes attempts share equal words: each would have its own copy, and they take a third of a long history's memory. */
export function sharedWords(): (record: Worded) => void {
  const words = new Map<unknown, unknown>()
  const share = (word: unknown) => {
    const known = words.get(word)
    if (known !== undefined) return known
    if (words.size < mostWords) words.set(word, word)
    return word
  }
  return (record) => {
    if (record.type !== 'attempt') return
    record.actor = share(record.actor)
    record.access = share(record.access)
    record.outcome = share(record.outcome)
    if (record.layer !== undefined) record.layer = share(record.layer)
    if (record.detail !== undefined) record.detail = share(record.detail)
  }
}
