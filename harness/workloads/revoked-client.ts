import * as z from 'zod'
import type { Channel, Revocable } from '../model/words.ts'
import { every, nameIn } from './probe.ts'
import type { Workload } from './workload.ts'

const accesses = ['token', 'child-token', 'lease', 'lease-session'] as const

const options = z.strictObject({
  identity: nameIn('the vault client whose token or lease is revoked'),
  access: z.enum(accesses).meta({
    description:
      'What it uses: its token, one beneath it, new connections with a leased credential, or one that stays open.',
  }),
  as: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,40}$/, 'a lower-case name such as revoked-lease')
    .default('revoked-client')
    .meta({ description: 'Name of the access class; that of the twin, which keeps its own, ends in -twin.' }),
  every,
})
type RevokedClientOptions = z.infer<typeof options>

/** What of a client's can be revoked so that this access ends, and by whom. */
const revocable: Record<(typeof accesses)[number], { what: readonly Revocable[]; via: readonly Channel[] }> =
  {
    token: { what: ['vault-token'], via: ['vault'] },
    'child-token': { what: ['vault-token'], via: ['vault'] },
    lease: { what: ['lease'], via: ['vault', 'database'] },
    'lease-session': { what: ['lease'], via: ['vault', 'database'] },
  }

/** A login whose token or lease is revoked, beside another one of the same client that is not: the twin. */
export const revokedClient: Workload<RevokedClientOptions> = {
  name: 'revoked-client',
  summary: 'A vault client whose token or lease is revoked, beside a second login of it that keeps its own',
  options,
  classes: ({ as }) => [as],
  revocable: ({ as, identity, access }) => [
    { access: as, twin: `${as}-twin`, identity, ...revocable[access] },
  ],
  enter: async (enter, chosen) => (await import('./vault/revoked.ts')).enterRevokedClient(enter, chosen),
  undo: async (stack, what, signal) => (await import('./vault/ending.ts')).tokenEnded(stack, what, signal),
}
