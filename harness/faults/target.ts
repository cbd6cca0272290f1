import * as z from 'zod'
import { duration } from '../model/duration.ts'
import { moment } from '../model/scenario.ts'

const word = z.string().regex(/^[a-z][a-z0-9-]*$/, 'a role or service such as idp')

/** What every fault is given: a service (by role or name) or one edge, and when it begins and ends. */
export const target = z.strictObject({
  service: word
    .optional()
    .meta({ description: 'Role or name of the service that is hit, on all its inbound edges.' }),
  edge: z
    .strictObject({ from: word, to: word })
    .optional()
    .meta({ description: 'One edge: only this caller loses this callee.' }),
  at: moment.optional().meta({ description: 'Beginning; the phase `during` unless given.' }),
  until: moment.optional().meta({ description: 'End; the phase `recovery` unless given.' }),
  for: duration.optional().meta({ description: 'Length, instead of `until`.' }),
})
export type Target = z.infer<typeof target>
