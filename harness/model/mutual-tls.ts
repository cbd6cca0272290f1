import { join } from 'node:path'
import { type Estate, type MutualTls, serviceOf } from './estate.ts'

/** SPIFFE ID of a service, or of an identity of kind workload: what its certificate says that it is. */
export const spiffeIdOf = ({ domain }: Pick<Estate, 'domain'>, name: string): string =>
  `spiffe://${domain}/${name}`

/** The name by which a service is asked for its certificate of the estate's own CA (SNI), on its usual port. */
export const internalNameOf = ({ domain }: Pick<Estate, 'domain'>, service: string): string =>
  `internal.${service}.${domain}`

/** Everybody who gets certificates of the estate's own CA: services and identities, in the estate's order. */
export function certified(estate: Estate): string[] {
  const named = new Set(estate['mutual-tls'].flatMap(({ from, to }) => [from, to]))
  return [...Object.keys(estate.services), ...Object.keys(estate.identities)].filter((name) =>
    named.has(name),
  )
}

/** The caller that identities of kind workload act as. */
export const machines = 'machines'

/** Parties with a trust bundle of their own: services, and the machines together. */
export function trusting(estate: Estate): string[] {
  const names = certified(estate)
  const services = names.filter((name) => Object.hasOwn(estate.services, name))
  return services.length < names.length ? [...services, machines] : services
}

/** Edges on which this service asks for a client certificate. */
export const inboundOf = (estate: Estate, service: string): MutualTls[] =>
  estate['mutual-tls'].filter(({ to }) => to === service)

/** Edges on which it shows one. */
export const outboundOf = (estate: Estate, name: string): MutualTls[] =>
  estate['mutual-tls'].filter(({ from }) => from === name)

/** The service that issues and revokes certificates: one of role ca, or the vault. */
export const authorityOf = (estate: Estate): string | undefined =>
  serviceOf(estate, 'ca') ?? serviceOf(estate, 'vault')

/** What a service trusts, as files that are read again when they change. */
export interface TrustFiles {
  /** PEM: the roots that it believes at a handshake. */
  readonly bundle: string
  /** PEM: CAs that it believes no more, also on connections that are open. */
  readonly distrusted: string
}

/** Below the folder of a service, or of the machines. */
export function trustFiles(partyDir: string): TrustFiles {
  const file = (name: string) => join(partyDir, 'trust', `${name}.pem`)
  return { bundle: file('bundle'), distrusted: file('distrusted') }
}
