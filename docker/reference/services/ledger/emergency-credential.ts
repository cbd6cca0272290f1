import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'

/** A key pair that signs emergency credentials; it lives in memory and is replaced whenever access ends. */
export interface CredentialKeys {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

export interface CredentialClaims {
  readonly credentialId: string
  readonly incident: string
  readonly scope: string
  readonly generation: number
  readonly issuedAtMs: number
  readonly expiresAtMs: number
}

const issuer = 'ledger-emergency'
const audience = 'ledger'

export const newCredentialKeys = (): CredentialKeys => generateKeyPairSync('ed25519')

export const signCredential = (claims: CredentialClaims, { privateKey }: CredentialKeys): Promise<string> =>
  new SignJWT({ incident: claims.incident, scope: claims.scope, generation: claims.generation })
    .setProtectedHeader({ alg: 'EdDSA', kid: `emergency-${claims.generation}` })
    .setIssuer(issuer)
    .setAudience(audience)
    .setJti(claims.credentialId)
    .setIssuedAt(Math.floor(claims.issuedAtMs / 1000))
    .setExpirationTime(Math.ceil(claims.expiresAtMs / 1000))
    .sign(privateKey)

/** The id of a credential that this key signed and that has not expired, or undefined. */
export async function credentialIdOf(
  credential: string,
  publicKey: KeyObject,
  nowMs: number,
): Promise<string | undefined> {
  try {
    const options = { issuer, audience, algorithms: ['EdDSA'], currentDate: new Date(nowMs) }
    return (await jwtVerify(credential, publicKey, options)).payload.jti
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}
