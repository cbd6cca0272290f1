/** Seconds for people: `31.2 s`. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

/** A moment of the run for people: `0:31.2` is 31.2 s after its start. */
export function clock(ms: number): string {
  const tenths = Math.max(0, Math.round(ms / 100))
  return `${Math.floor(tenths / 600)}:${((tenths % 600) / 10).toFixed(1).padStart(4, '0')}`
}
