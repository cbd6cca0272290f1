import type { Channel } from '../../model/words.ts'

/** Something that an access path needs, and the lifetimes (by name) that bridge its loss, one after the other. */
export interface Need {
  readonly from: string
  readonly to: string
  readonly bridges: readonly string[]
}

/** How an access class works in the estate: what its bounds are derived from. */
export interface AccessPath {
  readonly needs: readonly Need[]
  /** Channels by which it hears of a revocation, each with the caches that delay it. */
  readonly hears: Readonly<Partial<Record<Channel, readonly string[]>>>
  /** Lifetime after which it ends without any revocation. */
  readonly expires?: string
  /** Of a path by a token that is held: caches through which its signing key is still trusted when it is gone. */
  readonly keys?: readonly string[]
}

const need = (from: string, to: string, ...bridges: string[]): Need => ({ from, to, bridges })

const application = [need('people', 'gateway'), need('gateway', 'orders'), need('orders', 'database')]
const session: AccessPath = {
  needs: [...application, need('orders', 'idp', 'session-refresh', 'session-grace')],
  hears: { 'app-session': [], idp: ['session-refresh'] },
}
const login: AccessPath = {
  needs: [...application, need('people', 'idp'), need('orders', 'idp')],
  hears: { idp: [] },
}
const api = [need('gateway', 'ledger'), need('ledger', 'database'), need('ledger', 'vault', 'vault-lease')]
const vault: AccessPath = { needs: [need('machines', 'vault')], hears: { vault: [] }, expires: 'vault-token' }
const leased: AccessPath = {
  needs: [need('machines', 'database'), need('machines', 'vault', 'vault-lease')],
  hears: { vault: [], database: [] },
  expires: 'vault-lease',
}
const emergency: AccessPath = { needs: [need('gateway', 'ledger')], hears: {} }

const batch = [need('machines', 'gateway'), need('gateway', 'orders'), need('orders', 'ledger')]
const overMutualTls: AccessPath = {
  needs: [...batch, need('ledger', 'database'), need('orders', 'vault', 'service-certificate')],
  hears: {},
}
const peer: AccessPath = {
  needs: [need('machines', 'ledger'), need('ledger', 'database'), need('ledger', 'vault', 'crl-bound')],
  hears: { ca: ['crl-refresh'] },
  expires: 'workload-certificate',
}

/** The access classes of the reference workloads; of others nothing is predicted. */
const paths: Readonly<Record<string, AccessPath>> = {
  'app-session': session,
  reconnect: session,
  refresh: { needs: [...application, need('orders', 'idp')], hears: { idp: [], 'app-session': [] } },
  'sso-login': login,
  'fresh-login': login,
  'client-credentials': { needs: [need('machines', 'idp')], hears: { idp: [] } },
  'token-offline': {
    needs: [
      ...api,
      need('machines', 'idp', 'access-token'),
      need('ledger', 'idp', 'jwks-cache', 'jwks-grace'),
    ],
    hears: { 'gateway-denylist': [] },
    expires: 'access-token',
    keys: ['jwks-cache'],
  },
  'client-assertion': { needs: [need('machines', 'idp')], hears: { idp: [] } },
  'lost-reply': { needs: [need('machines', 'idp')], hears: { idp: [] } },
  'shared-refresh': { needs: [need('machines', 'idp')], hears: { idp: [] } },
  'agent-task': { needs: [...api, need('machines', 'idp'), need('ledger', 'idp')], hears: { idp: [] } },
  'one-time-code': {
    needs: api,
    hears: {},
  },
  'token-fresh': {
    needs: [...api, need('machines', 'idp'), need('ledger', 'idp', 'jwks-cache', 'jwks-grace')],
    hears: { 'gateway-denylist': [] },
    expires: 'access-token',
  },
  'token-introspected': {
    needs: [...api, need('machines', 'idp', 'access-token'), need('ledger', 'idp', 'introspection-cache')],
    hears: { idp: ['introspection-cache'], 'gateway-denylist': [] },
    expires: 'access-token',
    keys: ['introspection-cache'],
  },
  'vault-login': { needs: vault.needs, hears: vault.hears },
  'vault-read': vault,
  'vault-renew': vault,
  'db-existing': leased,
  'db-new': leased,
  'mtls-existing': overMutualTls,
  'mtls-new': overMutualTls,
  'certificate-renewal': { needs: [need('machines', 'vault')], hears: {} },
  'peer-existing': peer,
  'peer-new': peer,
  'revoked-certificate': peer,
  'cached-secret': { needs: [need('machines', 'database')], hears: { database: [] } },
  'lease-kept': leased,
  'token-periodic': vault,
  'token-batch': { needs: vault.needs, hears: vault.hears },
  'secret-id-used': { needs: vault.needs, hears: vault.hears },
  'secret-id-wrapped': { needs: vault.needs, hears: vault.hears },
  token: vault,
  'child-token': vault,
  lease: leased,
  'lease-session': leased,
  'other-trust': {
    needs: [
      need('machines', 'gateway'),
      need('gateway', 'ledger'),
      need('machines', 'idp'),
      need('ledger', 'database'),
    ],
    hears: { idp: [] },
  },
  'emergency-armed': emergency,
  'emergency-session': emergency,
}

function pathNamed(access: string): AccessPath | undefined {
  return Object.hasOwn(paths, access) ? paths[access] : undefined
}

/** The path behind a class, by the options of its workload: they may name it (`as`), or say what calls what. */
export function pathWith(
  access: string,
  { as, access: named, caller, service }: Readonly<Record<string, unknown>>,
): AccessPath | undefined {
  if (typeof caller === 'string' && typeof service === 'string')
    return { needs: [need(caller, service)], hears: {} }
  return pathNamed(as === access && typeof named === 'string' ? named : access)
}
