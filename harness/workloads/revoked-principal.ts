import * as z from 'zod'
import type { Revocable } from '../model/words.ts'
import { every, nameIn } from './probe.ts'
import type { Workload } from './workload.ts'

const accesses = ['token-offline', 'token-introspected', 'app-session'] as const

const options = z
  .strictObject({
    identity: nameIn('the person who is revoked'),
    twin: nameIn('a person with the same access who is not revoked: the control'),
    access: z.enum(accesses).meta({ description: 'What both hold, and who judges it.' }),
    as: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,40}$/, 'a lower-case name such as revoked-token')
      .default('revoked')
      .meta({ description: 'Name of the access class; the twin’s is the same with -twin.' }),
    every,
  })
  .refine(({ identity, twin }) => identity !== twin, {
    path: ['twin'],
    error: 'somebody other than identity',
  })
type RevokedPrincipalOptions = z.infer<typeof options>

/** What of a principal's can be revoked so that this access ends. */
const revocable: Record<(typeof accesses)[number], readonly Revocable[]> = {
  'token-offline': ['access-token', 'person', 'client', 'idp-session'],
  'token-introspected': ['access-token', 'person', 'client', 'idp-session'],
  'app-session': ['app-session', 'person', 'idp-session'],
}

/** Somebody who loses access, beside a twin who keeps it: a denial alone proves no revocation. */
export const revokedPrincipal: Workload<RevokedPrincipalOptions> = {
  name: 'revoked-principal',
  summary: 'Somebody whose access is revoked, beside an unrevoked twin with a credential of the same age',
  options,
  classes: ({ as }) => [as],
  revocable: ({ as, identity, access }) => [
    { access: as, twin: `${as}-twin`, identity, what: revocable[access] },
  ],
  enter: async (enter, chosen) =>
    (await import('./revoked/principal.ts')).enterRevokedPrincipal(enter, chosen),
  undo: async (stack, what, signal) => (await import('./revoked/stand-in.ts')).unmake(stack, what, signal),
}
