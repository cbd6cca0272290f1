import * as z from 'zod'
import { every, nameIn } from './probe.ts'
import type { Workload } from './workload.ts'

const options = z.strictObject({ identity: nameIn('a vault client of the estate'), every })
type VaultClientOptions = z.infer<typeof options>

/** A machine that lives on the vault: its token, a secret, and leased database credentials. */
export const vaultClient: Workload<VaultClientOptions> = {
  name: 'vault-client',
  summary: 'A vault client: AppRole login, reading, renewing, and open and new database connections',
  options,
  classes: () => ['vault-login', 'vault-read', 'vault-renew', 'db-existing', 'db-new'],
  enter: async (enter, chosen) => (await import('./vault/client.ts')).enterVaultClient(enter, chosen),
  undo: async (stack, what, signal) => (await import('./vault/ending.ts')).tokenEnded(stack, what, signal),
}
