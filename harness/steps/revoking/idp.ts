import { asIdpOperator, idpOf, realm } from '../idp-operator.ts'
import { asOperator } from '../operator.ts'
import type { Channelled } from './revocation.ts'

/** The IdP's own commands, by the operator of its realm. */
export const idp: Channelled = {
  person: (revocation) =>
    asIdpOperator(revocation, async (admin) => {
      const { id } = revocation.held('person')
      const person = await admin(({ users }) => users.findOne({ id }))
      if (!person) throw new Error(`the IdP does not know ${revocation.identity}`)
      // The whole representation: what is missing from it the IdP would take for removed.
      await admin(({ users }) => users.update({ id }, { ...person, enabled: false }))
      await admin(({ users }) => users.logout({ id }))
      return `${revocation.identity} disabled and signed out`
    }),
  'idp-session': (revocation) =>
    asIdpOperator(revocation, async (admin) => {
      const { id: sessionId } = revocation.held('idp-session')
      // One that is gone already is no error to this call.
      await admin(({ realms }) => realms.removeSession({ realm, sessionId }))
      return `session ${sessionId} ended at the IdP`
    }),
  client: (revocation) =>
    asIdpOperator(revocation, async (admin) => {
      const { id: clientId } = revocation.held('client')
      const [entry] = await admin(({ clients }) => clients.find({ clientId }))
      const id = entry?.id
      if (!id) throw new Error(`the IdP has no client of ${revocation.identity}`)
      await admin(({ clients }) => clients.update({ id }, { ...entry, enabled: false }))
      return `client ${clientId} disabled`
    }),
  'access-token': async (revocation) => {
    const { id, secret = '' } = revocation.held('access-token')
    const client = revocation.held('client')
    // A confidential client proves who it is; a public one has nothing to prove it with.
    const clientSecret: Record<string, string> = client.secret ? { client_secret: client.secret } : {}
    const form = { token: secret, token_type_hint: 'access_token', client_id: client.id, ...clientSecret }
    const path = `/realms/${realm}/protocol/openid-connect/revoke`
    await asOperator(revocation.stack, idpOf(revocation), revocation.signal, (service) =>
      service.send({ method: 'POST', path, form }),
    )
    return `token ${id} revoked at the IdP`
  },
}
