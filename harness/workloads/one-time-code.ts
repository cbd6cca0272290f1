import * as z from 'zod'
import { every, nameIn } from './probe.ts'
import type { Workload } from './workload.ts'

const options = z.strictObject({
  identity: nameIn('an identity of the estate whose secret makes the codes'),
  fallback: nameIn('the fallback of the estate that the codes are').optional(),
  every,
})
type OneTimeCodeOptions = z.infer<typeof options>

/** Somebody with a counter and a secret: no clock, no IdP and no vault can close this way in. */
export const oneTimeCode: Workload<OneTimeCodeOptions> = {
  name: 'one-time-code',
  summary:
    'One-time codes from a counter and a secret, bound to no clock; a code that was used must be refused',
  options,
  classes: () => ['one-time-code', 'code-replayed'],
  fallback: ({ fallback }) => fallback,
  enter: async (enter, chosen) => (await import('./service/codes.ts')).enterOneTimeCode(enter, chosen),
}
