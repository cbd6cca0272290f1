import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeAuthority, rootOf, switchIssuer } from '../../../harness/clients/authority.ts'
import type { VaultClient } from '../../../harness/clients/vault.ts'
import type { Estate } from '../../../harness/model/estate.ts'
import {
  certified,
  internalNameOf,
  spiffeIdOf,
  trustFiles,
  trusting,
} from '../../../harness/model/mutual-tls.ts'
import type { Bootstrap, PartContext } from '../../../harness/stacks/part.ts'

/** The authority of a new stack. */
const first = 'estate'

/** What a holder of certificates may do at the CA: issue its own, and no other's. */
export const mayIssue = (estate: Estate, name: string): string[] =>
  certified(estate).includes(name) ? [`path "pki/issue/${name}" { capabilities = ["create", "update"] }`] : []

/** The estate's own CA: root, policy CA and issuing CA, a role for each holder, and its root as everybody's trust. */
export async function openPki({ context }: Bootstrap, root: VaultClient): Promise<void> {
  const { estate, host } = context
  if (certified(estate).length === 0) return
  const config = { max_lease_ttl: '8760h' }
  await Promise.all([
    root.mount({ mount_point: 'pki-root', type: 'pki', config }),
    root.mount({ mount_point: 'pki', type: 'pki', config }),
  ])
  // Verifiers find the CRL in the certificate, of whatever CA it is; each CA of a rotation has its own.
  await root.write('pki/config/cluster', { path: `https://${host}:${context.service.port}/v1/pki` })
  await root.write('pki/config/urls', {
    crl_distribution_points: '{{cluster_path}}/issuer/{{issuer_id}}/crl/der',
    issuing_certificates: '{{cluster_path}}/issuer/{{issuer_id}}/der',
    enable_templating: true,
  })
  await makeAuthority(root, first)
  await switchIssuer(root, first)
  await Promise.all(certified(estate).map((name) => root.write(`pki/roles/${name}`, roleOf(context, name))))
  trust(context, await rootOf(root, first))
}

function roleOf({ estate, lifetimeMs }: PartContext, name: string) {
  const isService = Object.hasOwn(estate.services, name)
  const ttl = `${lifetimeMs(isService ? 'service-certificate' : 'workload-certificate')}ms`
  return {
    allowed_uri_sans: [spiffeIdOf(estate, name)],
    allowed_domains: isService ? [internalNameOf(estate, name)] : [],
    allow_bare_domains: isService,
    ...{ allow_ip_sans: false, allow_localhost: false, require_cn: false, use_csr_common_name: false },
    ...{ server_flag: isService, client_flag: true, key_type: 'ec', key_bits: 256, ttl, max_ttl: ttl },
  }
}

/** Before they start: nobody has anything to trust otherwise. */
function trust({ estate, dir }: PartContext, pem: string): void {
  for (const name of trusting(estate)) {
    const { bundle, distrusted } = trustFiles(join(dirname(dir), name))
    mkdirSync(dirname(bundle), { recursive: true, mode: 0o700 })
    writeFileSync(bundle, `${pem.trim()}\n`, { mode: 0o600 })
    writeFileSync(distrusted, '', { mode: 0o600 })
  }
}
