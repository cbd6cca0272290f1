import { compactVerify, decodeProtectedHeader, errors, importJWK, type JWK } from 'jose'
import * as z from 'zod'

/** Somebody who may approve emergency access, or once might. */
export const approvers = z.array(
  z.object({
    name: z.string().min(1),
    active: z.boolean(),
    publicJwk: z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string() }),
  }),
)
export type Approver = z.infer<typeof approvers>[number]

export type Refusal =
  | 'approvals-missing'
  | 'approver-repeated'
  | 'approver-is-requester'
  | 'approval-replayed'
  | 'incident-mismatch'
  | 'approver-inactive'
  | 'approver-unknown'
  | 'approval-expired'
  | 'approval-invalid'
  | 'already-armed'
  | 'ttl-too-long'

const claims = z.object({
  action: z.enum(['arm', 'disarm']),
  incident: z.string().min(1),
  requester: z.string().min(1),
  scope: z.string(),
  jti: z.string().min(1).max(128),
  iat: z.number(),
  exp: z.number(),
})

/** What an approval must be for; `requester` and `scope` only where the action has them. */
export interface Wanted {
  readonly action: 'arm' | 'disarm'
  readonly incident: string
  readonly requester?: string
  readonly scope?: string
}

/** An approval that holds by itself: signed by this approver, for this purpose, in time. */
export interface Approval {
  readonly approver: string
  readonly jti: string
  readonly expiresAtMs: number
}

/** Scopes are sets of words: their order means nothing. */
export const wordsOf = (scope: string): readonly string[] =>
  [...new Set(scope.split(/\s+/).filter(Boolean))].sort()
const sameScope = (one: string, other: string) => wordsOf(one).join(' ') === wordsOf(other).join(' ')

/** How far an approver's clock may be ahead. */
const leewayMs = 60_000

/**
 * Checks one approval as far as that goes without knowing what was used before. Approvals issued before
 * `notBeforeMs` count as expired: what was used before a restart is not remembered.
 */
export async function checkApproval(
  jws: string,
  wanted: Wanted,
  known: readonly Approver[],
  time: { readonly nowMs: number; readonly notBeforeMs: number },
): Promise<Approval | Refusal> {
  const approver = approverOf(jws, known)
  if (typeof approver === 'string') return approver
  const content = await contentOf(jws, approver.publicJwk)
  if (!content) return 'approval-invalid'
  if (!approver.active) return 'approver-inactive'
  if (content.exp * 1000 <= time.nowMs || (content.iat + 1) * 1000 <= time.notBeforeMs)
    return 'approval-expired'
  if (content.iat * 1000 > time.nowMs + leewayMs || content.action !== wanted.action)
    return 'approval-invalid'
  if (content.incident !== wanted.incident) return 'incident-mismatch'
  if (approver.name === wanted.requester) return 'approver-is-requester'
  if (wanted.requester !== undefined && content.requester !== wanted.requester) return 'approval-invalid'
  if (wanted.scope !== undefined && !sameScope(content.scope, wanted.scope)) return 'approval-invalid'
  return { approver: approver.name, jti: content.jti, expiresAtMs: content.exp * 1000 }
}

function approverOf(jws: string, known: readonly Approver[]): Approver | Refusal {
  try {
    const { kid } = decodeProtectedHeader(jws)
    if (kid === undefined) return 'approval-invalid'
    return known.find(({ name }) => name === kid) ?? 'approver-unknown'
  } catch {
    return 'approval-invalid'
  }
}

async function contentOf(jws: string, jwk: JWK): Promise<z.infer<typeof claims> | undefined> {
  try {
    const { payload } = await compactVerify(jws, await importJWK(jwk, 'EdDSA'), {
      algorithms: ['EdDSA', 'Ed25519'],
    })
    const content: unknown = JSON.parse(new TextDecoder().decode(payload))
    return claims.safeParse(content).data
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof SyntaxError) return undefined
    throw error
  }
}
