/** The value that so many per cent of them do not exceed (nearest rank). There must be one at least. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((share / 100) * sorted.length) - 1)] as number
}
