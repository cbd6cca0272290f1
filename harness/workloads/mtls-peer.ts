import * as z from 'zod'
import { every, nameIn } from './probe.ts'
import type { Workload } from './workload.ts'

const options = z.strictObject({
  identity: nameIn('an identity of kind workload'),
  as: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/, 'a lower-case name such as courier')
    .default('peer')
    .meta({ description: 'First word of its own access classes; other than `peer`, it has no others.' }),
  every,
})
type MtlsPeerOptions = z.infer<typeof options>

/** Mutual TLS on connections that stay open and on new ones: between two services, and from a machine of its own. */
export const mtlsPeer: Workload<MtlsPeerOptions> = {
  name: 'mtls-peer',
  summary: 'Calls over mutual TLS, on open and new connections: a service’s to another, and a machine’s own',
  options,
  classes: ({ as }) => [
    ...(as === 'peer' ? ['mtls-existing', 'mtls-new', 'certificate-renewal'] : []),
    ...[`${as}-existing`, `${as}-new`],
  ],
  enter: async (enter, chosen) => (await import('./peer/peer.ts')).enterPeer(enter, chosen),
  undo: async (stack, what, signal) =>
    (await import('./peer/ending.ts')).certificateEnded(stack, what, signal),
}
