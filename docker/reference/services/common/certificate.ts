import { X509Certificate } from 'node:crypto'
import * as z from 'zod'
import { describeError, log } from './log.ts'
import type { Outbound } from './outbound.ts'
import { uriNamesOf } from './peer-certificate.ts'

/** A certificate with its private key, as the CA gave them. */
export interface Certificate {
  /** PEM; a secret. */
  readonly key: string
  /** PEM: its own certificate, then every CA below the root. */
  readonly chain: readonly string[]
  readonly serial: string
  /** Wall clock, ms since 1970. */
  readonly issuedMs: number
  readonly expiresMs: number
}

export interface IssuerOptions {
  readonly vaultUrl: string
  /** Role at the CA, which is the service’s own name. */
  readonly role: string
  /** JSON `{role_id, secret_id}`. */
  readonly approle: () => string
  readonly spiffeId: string
  /** Name of a server; a client has none. */
  readonly name: string
  readonly call: Outbound
}

const auth = z.object({ auth: z.object({ client_token: z.string() }) })
const issued = z.object({
  data: z.object({
    private_key: z.string(),
    certificate: z.string(),
    ca_chain: z.array(z.string()),
    serial_number: z.string(),
    expiration: z.number(),
  }),
})

/** Has the CA issue a certificate; undefined while it cannot. The vault token for it ends at once: it is not renewed. */
export async function issueCertificate(options: IssuerOptions): Promise<Certificate | undefined> {
  try {
    const { vaultUrl, role, approle, spiffeId, name, call } = options
    const ask = async (path: string, body: unknown, token?: string) => {
      const headers = { 'content-type': 'application/json', ...(token ? { 'x-vault-token': token } : {}) }
      const answer = await call(`${vaultUrl}/v1/${path}`, {
        ...{ method: 'POST', headers, body: JSON.stringify(body) },
      })
      if (!answer.ok) throw new Error(`the vault answered ${answer.status} to ${path}`)
      return answer
    }
    const login = await ask('auth/approle/login', JSON.parse(approle()))
    const token = auth.parse(await login.json()).auth.client_token
    const issuedMs = Date.now()
    try {
      const wanted = { common_name: name, uri_sans: spiffeId }
      const answer = await ask(`pki/issue/${role}`, wanted, token)
      return read(issued.parse(await answer.json()).data, spiffeId, issuedMs)
    } finally {
      await ask('auth/token/revoke-self', {}, token).catch(() => {})
    }
  } catch (error) {
    log('no certificate issued', describeError(error))
    return undefined
  }
}

function read(data: z.infer<typeof issued>['data'], spiffeId: string, issuedMs: number): Certificate {
  if (!uriNamesOf(new X509Certificate(data.certificate)).includes(spiffeId))
    throw new Error('the CA issued a certificate for somebody else')
  return {
    ...{ key: data.private_key, chain: [data.certificate, ...data.ca_chain], serial: data.serial_number },
    ...{ issuedMs, expiresMs: data.expiration * 1000 },
  }
}
