import type { VaultClient } from './vault.ts'

/**
 * A certificate authority in OpenBao's PKI, by the name of its issuing CA:
 *
 *     pki-root/<name> ──▶ pki/<name>-policy ──▶ pki/<name> ──▶ certificates of services and workloads
 *
 * Verifiers hold the root; whoever shows a certificate shows the two between. Keys never leave the vault.
 */
const rootMount = 'pki-root'
const mount = 'pki'
const ec = { key_type: 'ec', key_bits: 256 }
const longTtl = '4380h'

type Answer = { readonly data: Readonly<Record<string, unknown>> }

/** Makes root, policy CA and issuing CA of that name; nothing is issued from it before `switchIssuer`. */
export async function makeAuthority(vault: VaultClient, name: string): Promise<void> {
  const root = { common_name: `Identity Drill root ${name}`, issuer_name: name, key_name: name, ttl: '8760h' }
  await vault.write(`${rootMount}/root/generate/internal`, { ...root, ...ec })
  await signed(vault, { name: `${name}-policy`, by: `${rootMount}/issuer/${name}` })
  await makeIssuing(vault, name, name)
}

/** Makes an issuing CA alone, beneath the policy CA of an authority that is there. */
async function makeIssuing(vault: VaultClient, name: string, under: string): Promise<void> {
  await signed(vault, { name, by: `${mount}/issuer/${under}-policy` })
}

async function signed(vault: VaultClient, { name, by }: { name: string; by: string }): Promise<void> {
  const common_name = `Identity Drill CA ${name}`
  const asked = await vault.write(`${mount}/intermediate/generate/internal`, {
    ...{ common_name, key_name: name },
    ...ec,
  })
  const { csr } = (asked as Answer).data
  const answer = await vault.write(`${by}/sign-intermediate`, { csr, common_name, ttl: longTtl })
  const { certificate } = (answer as Answer).data
  const taken = await vault.write(`${mount}/intermediate/set-signed`, { certificate })
  const [id] = (taken as Answer).data.imported_issuers as string[]
  await vault.write(`${mount}/issuer/${id}`, { issuer_name: name })
}

/** From now on certificates come from it. */
export async function switchIssuer(vault: VaultClient, name: string): Promise<void> {
  await vault.write(`${mount}/config/issuers`, { default: name })
}

/** Root (PEM) of an authority. */
export async function rootOf(vault: VaultClient, name: string): Promise<string> {
  const answer = (await vault.read(`${rootMount}/issuer/${name}`)) as Answer
  return answer.data.certificate as string
}

/** Puts a certificate on the CRL of the CA that issued it; one that is there already is no error. */
export async function revokeCertificate(vault: VaultClient, serial: string): Promise<void> {
  await vault.write(`${mount}/revoke`, { serial_number: serial })
}

export async function isRevoked(vault: VaultClient, serial: string): Promise<boolean> {
  const answer = (await vault.read(`${mount}/cert/${serial}`)) as Answer
  return Number(answer.data.revocation_time) > 0
}
