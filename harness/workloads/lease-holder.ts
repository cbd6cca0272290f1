import * as z from 'zod'
import { duration } from '../model/duration.ts'
import { every, nameIn } from './probe.ts'
import type { Workload } from './workload.ts'

const options = z.strictObject({
  identity: nameIn('a vault client of the estate'),
  ends: duration
    .refine((ms) => ms >= 5_000 && ms <= 600_000, 'between 5s and 10m')
    .default(12_000)
    .meta({
      description:
        'Life of what is to end in the outage, which is kept alive for as long as the vault answers: 12s.',
    }),
  every,
})
type LeaseHolderOptions = z.infer<typeof options>

/** What a client of the vault has in hand when the vault goes away, and what of it still opens something afterwards. */
export const leaseHolder: Workload<LeaseHolderOptions> = {
  name: 'lease-holder',
  summary:
    'What a vault client holds: a cached secret, leases that outlive the outage or end in it, tokens, a used secret id',
  options,
  classes: () => [
    'cached-secret',
    'lease-kept',
    'lease-lapsed',
    'token-periodic',
    'token-batch',
    'secret-id-used',
    'secret-id-wrapped',
  ],
  enter: async (enter, chosen) => (await import('./vault/holder.ts')).enterLeaseHolder(enter, chosen),
  undo: async (stack, what, signal) => (await import('./vault/ending.ts')).tokenEnded(stack, what, signal),
}
