import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { serviceOf } from '../model/estate.ts'
import { inboundOf, internalNameOf, outboundOf, spiffeIdOf, trustFiles } from '../model/mutual-tls.ts'
import { privateFile } from './context.ts'
import type { PartContext } from './part.ts'

/** DRILL_* variables of a service, as docker/reference/README.md lists them; writes the secrets it may read. */
export function serviceEnvironment(
  context: PartContext,
  readable: readonly string[],
): Record<string, string> {
  const { estate, tls, listen } = context
  const secrets = join(context.dir, 'secrets')
  mkdirSync(secrets, { recursive: true, mode: 0o700 })
  for (const name of readable) privateFile(join(secrets, name), context.secret(name))
  const lifetimes = Object.keys(estate.lifetimes).map((name) => [name, context.lifetimeMs(name)])
  return {
    DRILL_SERVICE: context.name,
    DRILL_LISTEN_ADDRESS: listen.address,
    DRILL_LISTEN_PORT: String(listen.port),
    DRILL_TLS_KEY: tls.key,
    DRILL_TLS_CERT: tls.cert,
    DRILL_TLS_CA: tls.ca,
    DRILL_SECRETS: secrets,
    DRILL_LIFETIMES: JSON.stringify(Object.fromEntries(lifetimes)),
    DRILL_DEFECTS: context.defects.join(','),
    ...tokenChecks(context),
    ...peers(context),
    ...approvers(context),
    ...mutualTls(context),
  }
}

/** In milliseconds; what the estate does not declare is left to the service. */
function tokenChecks({ service: { tokens } }: PartContext): Record<string, string> {
  if (!tokens) return {}
  const { leeway = 0, 'max-age': maxAge } = tokens
  return {
    DRILL_TOKEN_LEEWAY: String(leeway),
    ...(maxAge === undefined ? {} : { DRILL_TOKEN_MAX_AGE: String(maxAge) }),
  }
}

function peers(context: PartContext): Record<string, string> {
  const url = (role: string, variable: string, path = '') => {
    const service = serviceOf(context.estate, role)
    return service ? { [variable]: `https://${context.authority(service)}${path}` } : {}
  }
  return {
    ...url('idp', 'DRILL_ISSUER', '/realms/estate'),
    ...url('gateway', 'DRILL_GATEWAY_URL'),
    ...url('vault', 'DRILL_VAULT_URL'),
    ...url('alerting', 'DRILL_PAGER_URL'),
    ...database(context),
  }
}

function database({ estate, authority }: PartContext): Record<string, string> {
  const service = serviceOf(estate, 'database')
  if (!service) return {}
  const [host = '', port = ''] = authority(service).split(':')
  return { DRILL_DATABASE_HOST: host, DRILL_DATABASE_PORT: port }
}

/** The issuer of emergency access knows its approvers by their public keys; who has left is in no runbook. */
function approvers(context: PartContext): Record<string, string> {
  const { estate } = context
  const known = Object.entries(estate.identities).filter(
    ([, identity]) => identity.kind === 'approver' && identity.issuer === context.name,
  )
  if (known.length === 0) return {}
  const active = new Set(Object.values(estate.runbooks).flatMap((runbook) => runbook.approvers))
  const list = known.map(([name, { secret }]) => {
    const { kty, crv, x } = JSON.parse(context.secret(secret ?? name)) as Record<string, string>
    return { name, active: active.has(name), publicJwk: { kty, crv, x } }
  })
  return { DRILL_APPROVERS: context.file('approvers.json', JSON.stringify(list, null, 2)) }
}

/** Who it is by its certificate, whom it trusts, and how it must check each peer. */
function mutualTls({ estate, name, dir, authority, lifetimeMs }: PartContext): Record<string, string> {
  const [inbound, outbound] = [inboundOf(estate, name), outboundOf(estate, name)]
  if (inbound.length + outbound.length === 0) return {}
  const told = {
    ...{ spiffeId: spiffeIdOf(estate, name), name: internalNameOf(estate, name), trust: trustFiles(dir) },
    callers: inbound.map(({ from, bound, fail, 'revocation-check': check }) => ({
      ...{ spiffeId: spiffeIdOf(estate, from), check, fail, boundMs: lifetimeMs(bound) },
    })),
    callees: outbound.map(({ to }) => ({
      ...{ service: to, url: `https://${authority(to)}` },
      ...{ serverName: internalNameOf(estate, to), spiffeId: spiffeIdOf(estate, to) },
    })),
  }
  return { DRILL_MUTUAL_TLS: JSON.stringify(told) }
}
