import * as z from 'zod'
import { every, nameIn } from './probe.ts'
import type { Workload } from './workload.ts'

const options = z
  .strictObject({
    identity: nameIn('the workload whose certificate is revoked'),
    twin: nameIn('a workload whose certificate is not revoked: the control'),
    as: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,40}$/, 'a lower-case name such as revoked-certificate')
      .default('revoked-certificate')
      .meta({ description: 'Name of the access class; the twin’s is the same with -twin.' }),
    every,
  })
  .refine(({ identity, twin }) => identity !== twin, {
    path: ['twin'],
    error: 'somebody other than identity',
  })
type RevokedCertificateOptions = z.infer<typeof options>

/** A machine that loses its certificate on an open connection, beside a twin that keeps one of the same age. */
export const revokedCertificate: Workload<RevokedCertificateOptions> = {
  name: 'revoked-certificate',
  summary: 'A machine whose client certificate is revoked, beside an unrevoked twin with one of the same age',
  options,
  classes: ({ as }) => [as],
  revocable: ({ as, identity }) => [
    { access: as, twin: `${as}-twin`, identity, what: ['certificate'], via: ['ca'] },
  ],
  enter: async (enter, chosen) => (await import('./peer/revoked.ts')).enterRevokedCertificate(enter, chosen),
  undo: async (stack, what, signal) =>
    (await import('./peer/ending.ts')).certificateEnded(stack, what, signal),
}
