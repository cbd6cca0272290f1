import * as z from 'zod'

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Milliseconds of `30s`, `1.5m`, `250ms`, `12h` or `30d`; `undefined` when the text is no duration. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim())
  if (!match) return undefined
  const ms = Number(match[1]) * units[match[2] as keyof typeof units]
  return Number.isFinite(ms) ? Math.round(ms) : undefined
}

/** The shortest exact text of a duration in milliseconds: 90000 → `90s`, 1500 → `1500ms`. */
export function formatDuration(ms: number): string {
  for (const unit of ['d', 'h', 'm', 's'] as const)
    if (ms >= units[unit] && ms % units[unit] === 0 && (unit === 's' || ms / units[unit] >= 2))
      return `${ms / units[unit]}${unit}`
  return `${ms}ms`
}

/** A duration as users write it (`30s`); parsed to milliseconds. */
export const duration = z
  .string()
  .regex(/^\d+(?:\.\d+)?(ms|s|m|h|d)$/, 'a duration such as 250ms, 30s or 2m')
  .transform((text) => parseDuration(text) ?? 0)
  .meta({ description: 'A duration with its unit: 250ms, 30s, 2m, 12h or 30d.' })

/** Milliseconds of `-90s` or `+10m`; a duration without a sign is ahead. */
const parseOffset = (text: string) =>
  (text.startsWith('-') ? -1 : 1) * (parseDuration(text.replace(/^[+-]/, '')) ?? 0)

/** How far a clock is off, as users write it (`-90s`, `+10m`); parsed to milliseconds. */
export const offset = z
  .string()
  .regex(/^[+-]?\d+(?:\.\d+)?(ms|s|m|h|d)$/, 'an offset such as -90s or +10m')
  .transform(parseOffset)
  .meta({ description: 'How far a clock is off: -90s is behind, +10m ahead.' })

/** How much a clock gains or loses in a second (`500ms/s`, `-20ms/s`); parsed to milliseconds per second. */
export const creep = z
  .string()
  .regex(/^[+-]?\d+(?:\.\d+)?(ms|s)\/s$/, 'a creep such as 500ms/s or -20ms/s')
  .transform((text) => parseOffset(text.slice(0, -2)))
  .meta({ description: 'How much a clock gains (or, with -, loses) in each second: 500ms/s.' })
