import * as z from 'zod'
import { offset } from '../model/duration.ts'
import { every, nameIn } from './probe.ts'
import type { Workload } from './workload.ts'

const options = z.strictObject({
  identity: nameIn('a service account of the estate whose secret is a private key'),
  clock: offset
    .default(0)
    .meta({ description: 'How far the clock by which it dates its JWTs is ahead (+5s) or behind (-1s).' }),
  as: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,40}$/, 'a lower-case name such as client-assertion')
    .default('client-assertion')
    .meta({ description: 'Name of the access class; the one of the tokens that come of it ends in -token.' }),
  every,
})
type SignedJwtClientOptions = z.infer<typeof options>

/** A machine without a shared secret: whether it gets in depends on its clock too. */
export const signedJwtClient: Workload<SignedJwtClientOptions> = {
  name: 'signed-jwt-client',
  summary: 'A client that proves who it is by a JWT of its own (private_key_jwt), and uses its newest token',
  options,
  classes: ({ as }) => [as, `${as}-token`],
  enter: async (enter, chosen) => (await import('./machine/signed-jwt.ts')).enterSignedJwt(enter, chosen),
}
