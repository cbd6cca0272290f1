import * as z from 'zod'
import { asJson } from './environment.ts'

const caller = z.object({
  spiffeId: z.string().min(1),
  check: z.enum(['crl', 'ocsp', 'short-lived']),
  /** What an unknown state means: `hard` lets nobody in, `soft` everybody. */
  fail: z.enum(['hard', 'soft']),
  /** How long a CRL that cannot be had anew still counts. */
  boundMs: z.number().nonnegative(),
})
/** Who may call over mutual TLS, and how its certificate is checked. */
export type DeclaredCaller = z.infer<typeof caller>

const callee = z.object({
  service: z.string().min(1),
  url: z.url(),
  serverName: z.string().min(1),
  spiffeId: z.string().min(1),
})
/** Who is called over mutual TLS: at this URL, by this name in the handshake, and with this identity. */
export type DeclaredCallee = z.infer<typeof callee>

const mutualTls = z.object({
  spiffeId: z.string().min(1),
  name: z.string().min(1),
  trust: z.object({ bundle: z.string().min(1), distrusted: z.string().min(1) }),
  callers: z.array(caller),
  callees: z.array(callee),
})
export type MutualTls = z.infer<typeof mutualTls>

/** A service that has no part in mutual TLS is told nothing of it. */
export const withMutualTls = z.object({
  DRILL_MUTUAL_TLS: z.string().transform(asJson).pipe(mutualTls).optional(),
})
