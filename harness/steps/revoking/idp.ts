import * as z from 'zod'
import { serviceOf } from '../../model/estate.ts'
import { asOperator, type Command, type Operated } from '../operator.ts'
import type { Channelled, Revocation } from './revocation.ts'

const realm = '/realms/estate'
const admin = `/admin${realm}`

const token = z.object({ access_token: z.string() })
const found = z.tuple([z.looseObject({ id: z.string(), enabled: z.boolean().optional() })])

/** The operator of the realm, with the IdP's own admin API over the operator's own edge: cut when that is. */
export const idp: Channelled = {
  person: (revocation) =>
    asAdmin(revocation, async (send) => {
      const path = `${admin}/users/${encodeURIComponent(revocation.held('person').id)}`
      const person = z.looseObject({ id: z.string() }).parse(await send({ path }))
      // The whole representation: what is missing from it the IdP would take for removed.
      await send({ method: 'PUT', path, json: { ...person, enabled: false } })
      await send({ method: 'POST', path: `${path}/logout`, json: {} })
      return `${revocation.identity} disabled and signed out`
    }),
  'idp-session': (revocation) =>
    asAdmin(revocation, async (send) => {
      const { id } = revocation.held('idp-session')
      await send({ method: 'DELETE', path: `${admin}/sessions/${encodeURIComponent(id)}`, accept: [404] })
      return `session ${id} ended at the IdP`
    }),
  client: (revocation) =>
    asAdmin(revocation, async (send) => {
      const { client } = identityOf(revocation)
      const [entry] = found.parse(
        await send({ path: `${admin}/clients?clientId=${encodeURIComponent(client ?? '')}` }),
      )
      await send({ method: 'PUT', path: `${admin}/clients/${entry.id}`, json: { ...entry, enabled: false } })
      return `client ${client} disabled`
    }),
  'access-token': async (revocation) => {
    const { id, secret = '' } = revocation.held('access-token')
    const { client = '' } = identityOf(revocation)
    const clientSecret = await secretOfClient(revocation, client)
    const form = { token: secret, token_type_hint: 'access_token', client_id: client, ...clientSecret }
    const path = `${realm}/protocol/openid-connect/revoke`
    await asOperator(revocation.stack, nameOf(revocation), revocation.signal, (service) =>
      service.send({ method: 'POST', path, form }),
    )
    return `token ${id} revoked at the IdP`
  },
}

async function asAdmin(
  revocation: Revocation,
  work: (send: (command: Command) => Promise<unknown>) => Promise<string>,
) {
  const { stack, signal } = revocation
  const secret = await stack.secret('client-operator')
  return asOperator(stack, nameOf(revocation), signal, async (service) => {
    const authorization = `Bearer ${await adminToken(service, secret)}`
    return work((command) => service.send({ ...command, headers: { authorization } }))
  })
}

async function adminToken(service: Operated, secret: string): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: 'operator', client_secret: secret }
  return token.parse(
    await service.send({ method: 'POST', path: `${realm}/protocol/openid-connect/token`, form }),
  ).access_token
}

/** A confidential client proves who it is; a public one has nothing to prove it with. */
async function secretOfClient(revocation: Revocation, client: string): Promise<{ client_secret?: string }> {
  const { kind, secret } = identityOf(revocation)
  if (kind !== 'service-account' || !secret)
    return client === 'orders' ? { client_secret: await revocation.stack.secret('client-orders') } : {}
  return { client_secret: await revocation.stack.secret(secret) }
}

function identityOf({ stack, identity }: Revocation) {
  const entry = stack.estate.identities[identity]
  if (!entry) throw new Error(`the estate has no identity named ${identity}`)
  return entry
}

const nameOf = ({ stack }: Revocation) => serviceOf(stack.estate, 'idp') ?? 'idp'
