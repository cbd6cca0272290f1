import { decodeProtectedHeader, errors, jwtVerify } from 'jose'
import * as z from 'zod'
import type { SigningKeys } from '../common/signing-keys.ts'

export interface LoggedOut {
  readonly idpSession?: string
  readonly subject?: string
}

const event = 'http://schemas.openid.net/event/backchannel-logout'
const claims = z
  .object({
    sid: z.string().optional(),
    sub: z.string().optional(),
    events: z.object({ [event]: z.object({}) }),
    nonce: z.never().optional(),
  })
  .refine(({ sid, sub }) => sid !== undefined || sub !== undefined)

/** Checks a back-channel logout token (OpenID Connect Back-Channel Logout 1.0, section 2.6). */
export async function readLogoutToken(
  token: string,
  issuer: string,
  keys: SigningKeys,
  leeway = 0,
): Promise<LoggedOut | 'invalid' | 'unavailable'> {
  try {
    const { alg = '', ...header } = decodeProtectedHeader(token)
    const answer = await keys.keyFor({ ...header, alg })
    if (answer.kind === 'unavailable') return 'unavailable'
    if (answer.kind === 'unknown') return 'invalid'
    const { payload } = await jwtVerify(token, answer.key, {
      ...{ issuer, audience: 'orders', algorithms: ['RS256', 'ES256', 'PS256'] },
      ...{ requiredClaims: ['iat', 'jti'], maxTokenAge: '5 minutes', clockTolerance: leeway },
    })
    const { data } = claims.safeParse(payload)
    return data ? { idpSession: data.sid, subject: data.sub } : 'invalid'
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return 'invalid'
    throw error
  }
}
