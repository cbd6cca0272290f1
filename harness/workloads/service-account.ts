import * as z from 'zod'
import { every, nameIn } from './probe.ts'
import type { Workload } from './workload.ts'

const options = z.strictObject({ identity: nameIn('a service account of the estate'), every })
type ServiceAccountOptions = z.infer<typeof options>

/** A machine that works day and night: gets tokens by client credentials and calls the ledger with them. */
export const serviceAccount: Workload<ServiceAccountOptions> = {
  name: 'service-account',
  summary:
    'A service account: new tokens by client credentials, the ledger with offline and introspected tokens',
  options,
  classes: () => ['client-credentials', 'token-offline', 'token-introspected'],
  enter: async (enter, chosen) => (await import('./service/account.ts')).enterServiceAccount(enter, chosen),
}
