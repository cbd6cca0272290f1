import { exportJWK, generateKeyPair, type JSONWebKeySet, type JWTPayload, SignJWT } from 'jose'

export const issuer = 'https://idp.estate.test:8443/realms/estate'

/** An IdP's signing keys and what it would sign with them. Time is the real one: that is what validators go by. */
export async function tokenMint(kid = 'key-1') {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  const set: JSONWebKeySet = { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }] }
  const token = (claims: JWTPayload = {}, header: { kid?: string } = { kid }) => {
    const now = Math.floor(Date.now() / 1000)
    const usual = { iss: issuer, aud: 'ledger', sub: 'someone', jti: 't-1', iat: now, exp: now + 300 }
    return new SignJWT({ ...usual, ...claims })
      .setProtectedHeader({ alg: 'ES256', ...header })
      .sign(privateKey)
  }
  return { set, token }
}
