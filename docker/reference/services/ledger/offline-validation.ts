import { decodeProtectedHeader, errors, jwtVerify, type ProtectedHeaderParameters } from 'jose'
import type { SigningKeys } from '../common/signing-keys.ts'
import { type Access, audience, isFor } from './access.ts'
import { payloadOf, type TokenTimes, timeChecks } from './token-times.ts'

export interface OfflineOptions {
  readonly issuer: string
  readonly keys: SigningKeys
  /** How the times in a token are checked. */
  readonly times: TokenTimes
  readonly defects: ReadonlySet<string>
}

/** An allow list: `none`, and shared secrets made of a public key, are no signatures here. */
const algorithms = ['RS256', 'ES256', 'PS256']

/** Validates a JWT with the signing keys at hand: issuer, audience, expiry and signature. */
export const validateOffline =
  ({ issuer, keys, times, defects }: OfflineOptions) =>
  async (token: string): Promise<Access> => {
    const header = headerOf(token)
    if (!header) return { kind: 'refused', reason: 'token-malformed' }
    if (!header.alg || !algorithms.includes(header.alg))
      return { kind: 'refused', reason: 'algorithm-not-allowed' }
    if (!header.kid) return { kind: 'refused', reason: 'key-unnamed' }
    const answer = await keys.keyFor({ ...header, alg: header.alg })
    // Seeded defect: without current keys the signature goes unchecked.
    if (defects.has('fails-open-without-keys') && (answer.kind === 'unavailable' || keys.failing()))
      return claimsOnly(token, issuer)
    if (answer.kind === 'unavailable') return { kind: 'unavailable', reason: 'keys-unavailable' }
    if (answer.kind === 'unknown') return { kind: 'refused', reason: 'key-unknown' }
    const refused = await jwtVerify(token, answer.key, {
      issuer,
      audience,
      algorithms,
      requiredClaims: ['exp', 'sub'],
      ...timeChecks(token, times, defects),
    }).then(() => undefined, reasonOf)
    return refused ? { kind: 'refused', reason: refused } : { kind: 'granted', reason: 'token-valid' }
  }

function headerOf(token: string): ProtectedHeaderParameters | undefined {
  try {
    return decodeProtectedHeader(token)
  } catch {
    return undefined
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'token-expired'
  if (error instanceof errors.JWTClaimValidationFailed && isEarly(error)) return 'token-not-yet-valid'
  if (error instanceof errors.JWTClaimValidationFailed && ['iat', 'nbf'].includes(error.claim))
    return 'token-not-yet-valid'
  if (error instanceof errors.JWTClaimValidationFailed) return `claim-${error.claim}`
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature-invalid'
  if (error instanceof errors.JOSEError) return 'token-malformed'
  throw error
}

/** Its time has not come, by the clock of this machine. */
const isEarly = ({ claim, reason }: errors.JWTClaimValidationFailed) =>
  (claim === 'nbf' || claim === 'iat') && reason === 'check_failed'

/** Only for the seeded defect: everything is checked but the signature. */
function claimsOnly(token: string, issuer: string): Access {
  const claims = payloadOf(token)
  const fits = claims && claims.iss === issuer && isFor(claims.aud) && (claims.exp ?? 0) > Date.now() / 1000
  return fits
    ? { kind: 'granted', reason: 'signature-unchecked' }
    : { kind: 'refused', reason: 'claims-invalid' }
}
