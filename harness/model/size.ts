import * as z from 'zod'

const units = { B: 1, KB: 1_000, MB: 1_000_000 } as const

/** Bytes of `100B`, `2KB` or `1.5MB` (KB: 1,000 bytes); `undefined` when the text is no size. */
function parseSize(text: string): number | undefined {
  const [found, number, unit] = /^(\d+(?:\.\d+)?)(B|KB|MB)$/.exec(text) ?? []
  return found === undefined ? undefined : Math.round(Number(number) * units[unit as keyof typeof units])
}

/** A size as users write it (`2KB`); parsed to bytes. */
export const size = z
  .string()
  .regex(/^\d+(?:\.\d+)?(B|KB|MB)$/, 'a size such as 100B, 2KB or 1MB')
  .transform((text) => parseSize(text) ?? 0)
  .meta({ description: 'A size with its unit, B, KB or MB: 100B, 2KB.' })

/** A rate as users write it (`2KB/s`); parsed to bytes a second. */
export const rate = z
  .string()
  .regex(/^\d+(?:\.\d+)?(B|KB|MB)\/s$/, 'a rate such as 2KB/s')
  .transform((text) => parseSize(text.slice(0, -2)) ?? 0)
  .meta({ description: 'Bytes a second with their unit: 2KB/s.' })
