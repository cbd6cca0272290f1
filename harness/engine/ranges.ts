export interface Range {
  readonly from: number
  readonly to: number
}

/** Ascending numbers, those that follow one another as one. */
export function rangesOf(numbers: readonly number[]): Range[] {
  const ranges: { from: number; to: number }[] = []
  for (const number of numbers) {
    const last = ranges.at(-1)
    if (last && number === last.to + 1) last.to = number
    else ranges.push({ from: number, to: number })
  }
  return ranges
}

/** As people write it: `3`, `5–9`. */
export const rangeText = ({ from, to }: Range): string => (from === to ? `${from}` : `${from}–${to}`)
