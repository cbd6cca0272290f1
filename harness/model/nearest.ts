/** Longer words are never a slip of the keyboard, and would take long to compare. */
const longest = 60

/** Edits (insert, delete, replace, swap of neighbours) that turn one word into another. */
function distance(a: string, b: string): number {
  let older: number[] = []
  let old = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const edits = Math.min((old[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (old[j - 1] ?? 0) + same)
      row.push(swapped ? Math.min(edits, (older[j - 2] ?? 0) + 1) : edits)
    }
    older = old
    old = row
  }
  return old[b.length] ?? 0
}

/** The valid word that was probably meant, if one is near enough. */
export function nearest(word: string, valid: readonly string[]): string | undefined {
  if (word.length > longest) return undefined
  const lower = word.toLowerCase()
  const ranked = valid
    .filter((candidate) => candidate.length <= longest)
    .map((candidate) => ({ candidate, edits: distance(lower, candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits)
  const best = ranked[0]
  return best && best.edits <= Math.max(1, Math.floor(word.length / 3)) ? best.candidate : undefined
}

/** `one of a, b, c; did you mean b?` */
export function oneOf(word: string, valid: readonly string[]): string {
  const near = nearest(word, valid)
  const listed = valid.length > 16 ? [...valid.slice(0, 16), '…'] : valid
  const words =
    listed.length === 0
      ? 'nothing here'
      : listed.length === 1
        ? `${listed[0]}`
        : `one of ${listed.join(', ')}`
  return near === undefined ? words : `${words}; did you mean ${near}?`
}
