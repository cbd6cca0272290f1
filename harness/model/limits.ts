import * as z from 'zod'
import { duration, parseDuration } from './duration.ts'

/** No drill lasts longer than this (ms), unless its estate says so. */
export const usualLongestMs = parseDuration('15m') ?? 0

/** What a drill may do at most. An estate sets limits; a scenario may only narrow them. */
export const limits = z.strictObject({
  'blast-radius': z
    .array(z.string().regex(/^[a-z][a-z0-9-]*$/, 'a role or service such as idp'))
    .min(1)
    .optional()
    .meta({ description: 'Services, by name or role, that faults and restarts may hit; no others.' }),
  'max-duration': duration
    .optional()
    .meta({ description: 'Longest time that a drill may last: 10m. 15m unless given.' }),
})
export type Limits = z.infer<typeof limits>
