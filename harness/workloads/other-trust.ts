import * as z from 'zod'
import { every, nameIn } from './probe.ts'
import type { Workload } from './workload.ts'

const options = z.strictObject({
  identity: nameIn('a service account of the estate'),
  fallback: nameIn('a fallback of the estate that needs no certificate of its own CA'),
  every,
})
type OtherTrustOptions = z.infer<typeof options>

/** The way around the estate's own CA: the same entries by a token, over connections that another CA vouches for. */
export const otherTrust: Workload<OtherTrustOptions> = {
  name: 'other-trust',
  summary:
    'Reads the ledger by a fresh token through the gateway: no certificate of the estate’s own CA is shown',
  options,
  classes: () => ['other-trust'],
  fallback: ({ fallback }) => fallback,
  enter: async (enter, chosen) => (await import('./peer/other-trust.ts')).enterOtherTrust(enter, chosen),
}
