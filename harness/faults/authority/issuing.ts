import * as z from 'zod'
import { DrillError } from '../../model/error.ts'
import { authorityOf, spiffeIdOf } from '../../model/mutual-tls.ts'
import type { Endpoint, Stack } from '../../stacks/stack.ts'
import { commonName, type TrustList, trusted } from '../../stacks/trust.ts'
import { ask } from '../vault/ask.ts'
import { command } from '../vault/commands.ts'

const issuers = z.object({
  data: z.object({
    key_info: z.record(z.string(), z.object({ issuer_name: z.string(), is_default: z.boolean() })),
  }),
})
const issuer = z.object({
  data: z.object({ ca_chain: z.array(z.string()), manual_chain: z.array(z.string()).nullish() }),
})
const login = z.object({ auth: z.object({ client_token: z.string() }) })
const issued = z.object({
  data: z.object({
    private_key: z.string(),
    certificate: z.string(),
    ca_chain: z.array(z.string()),
    serial_number: z.string(),
  }),
})

/** A client certificate of a canary. `key` is a secret. */
export interface Shown {
  readonly key: string
  readonly chain: readonly string[]
  readonly serial: string
}

export const caOf = ({ estate }: Pick<Stack, 'estate'>): string => authorityOf(estate) ?? 'ca'

/** Name of the CA that issues now, its chain (PEM), and the chain that it was told to give out, if it was. */
export async function issuingNow(stack: Stack) {
  const { body } = await command(stack, caOf(stack), { path: 'pki/issuers?list=true' })
  const all = Object.values(issuers.parse(body).data.key_info)
  const name = all.find(({ is_default: isDefault }) => isDefault)?.issuer_name
  if (!name) throw new DrillError('fault-failed', 'no CA of the estate issues')
  const told = issuer.parse((await command(stack, caOf(stack), { path: `pki/issuer/${name}` })).body).data
  return { name, chain: told.ca_chain, manual: told.manual_chain ?? [] }
}

/** PEM of what stands on a list for the CA that issues now: its root in a bundle, the CAs below on a list of the distrusted. */
export async function issuingCas(stack: Stack, list: TrustList): Promise<readonly string[]> {
  const { name, chain } = await issuingNow(stack)
  if (list === 'distrusted') return chain
  const parties = new Set(stack.estate['mutual-tls'].flatMap(({ from, to }) => [from, to]))
  const roots = [...parties].flatMap((party) => trusted(stack, party, 'bundle'))
  const root = roots.find((pem) => commonName(pem).endsWith(` root ${name}`))
  // An issuing CA of its own may stand below a root of another name: what all trust now is what it comes from.
  return root ? [root] : [...new Set(roots)]
}

/** Has the CA issue to an identity, asked at an endpoint; undefined when it does not. */
export async function issueTo(
  stack: Stack,
  identity: string,
  endpoint: Endpoint,
): Promise<Shown | undefined> {
  const secret = await stack.secret(stack.estate.identities[identity]?.secret ?? identity)
  const json = JSON.parse(secret) as unknown
  const patienceMs = 3_000
  const entered = await ask(stack, endpoint, { method: 'POST', path: 'auth/approle/login', json, patienceMs })
  const token = login.safeParse(entered.body).data?.auth.client_token
  if (!token) return undefined
  const wanted = { uri_sans: spiffeIdOf(stack.estate, identity) }
  const path = `pki/issue/${identity}`
  const { body } = await ask(stack, endpoint, { method: 'POST', path, json: wanted, token, patienceMs })
  await ask(stack, endpoint, { method: 'POST', path: 'auth/token/revoke-self', json: {}, token, patienceMs })
  const { data } = issued.safeParse(body).data ?? {}
  return (
    data && { key: data.private_key, chain: [data.certificate, ...data.ca_chain], serial: data.serial_number }
  )
}

/** What a canary was given ends with its use. */
export async function ended(stack: Stack, { serial }: Shown): Promise<void> {
  await command(stack, caOf(stack), { method: 'POST', path: 'pki/revoke', json: { serial_number: serial } })
}
