/** Who sends this user agent: `drill-orders` is orders, a browser is `people`, nothing else is known. */
export function callerOf(userAgent: string | undefined): string {
  const own = userAgent?.match(/^drill-([a-z0-9-]+)/)?.[1]
  if (own) return own
  return userAgent?.startsWith('Mozilla/') ? 'people' : 'unknown'
}

/** The JSON object of a line, or undefined for any other line. */
export function objectIn(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** Milliseconds since 1970 from a number of them or from any date that JavaScript reads. */
export function timeMsOf(value: unknown): number | undefined {
  const timeMs =
    typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isFinite(timeMs) ? timeMs : undefined
}
