/** As exact as a threshold is looked for (ms); well below the second to which it is compared. */
const resolutionMs = 200

export interface Range {
  readonly limitMs: number
  readonly strideMs: number
}

/**
 * The least drift (ms) from 0 to a limit at which something happens, or `null` when it happens at none. It may happen in
 * a part of the range only, if that is wider than the stride.
 */
export async function threshold(
  happens: (driftMs: number) => Promise<boolean>,
  range: Range,
): Promise<number | null> {
  if (await happens(0)) return 0
  const first = await firstWhere(happens, range)
  if (first === undefined) return null
  let [low, high] = [first - range.strideMs, first]
  while (high - low > resolutionMs) {
    const middle: number = (low + high) / 2
    if (await happens(middle)) high = middle
    else low = middle
  }
  return (low + high) / 2
}

async function firstWhere(
  happens: (driftMs: number) => Promise<boolean>,
  { limitMs, strideMs }: Range,
): Promise<number | undefined> {
  for (let drift = strideMs; drift <= limitMs; drift += strideMs) if (await happens(drift)) return drift
  return undefined
}

/** Do two thresholds agree to a second, and what it was looked for to? */
export function agree(measuredMs: number | null, predictedMs: number | null): boolean {
  if (measuredMs === null || predictedMs === null) return measuredMs === predictedMs
  return Math.abs(measuredMs - predictedMs) <= 1_000 + resolutionMs / 2
}
