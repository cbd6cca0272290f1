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
export async function makeIssuing(vault: VaultClient, name: string, under: string): Promise<void> {
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

/** Names of every issuing CA, and of the one that issues now. */
export async function issuersOf(
  vault: VaultClient,
): Promise<{ readonly all: readonly string[]; readonly current: string | undefined }> {
  const issuers = await listed(vault, `${mount}/issuers`)
  const names = issuers
    .map(({ issuer_name: name, is_default: isCurrent }) => ({ name: String(name), isCurrent }))
    .filter(({ name }) => name !== '' && !name.endsWith('-policy'))
  return {
    all: names.map(({ name }) => name),
    current: names.find(({ isCurrent }) => isCurrent)?.name,
  }
}

/** Deletes all of an authority, as far as it was made: by its keys, because a CA has its name last of all. */
export async function deleteAuthority(vault: VaultClient, name: string): Promise<void> {
  for (const at of [mount, rootMount]) {
    const [keys, issuers] = [await listed(vault, `${at}/keys`), await listed(vault, `${at}/issuers`)]
    const ours = keys.filter(({ key_name: key }) => key === name || key === `${name}-policy`)
    const cas = issuers.filter(({ key_id: key }) => ours.some(({ id }) => id === key))
    for (const { id } of cas) await vault.delete(`${at}/issuer/${id}`)
    for (const { id } of ours) await vault.delete(`${at}/key/${id}`)
  }
}

/** Entries of a list with what the vault tells of each; none where the list is empty. */
async function listed(
  vault: VaultClient,
  path: string,
): Promise<readonly (Readonly<Record<string, unknown>> & { id: string })[]> {
  const { data } = (await vault.list(path)) as Answer
  const info = (data.key_info ?? {}) as Record<string, Record<string, unknown>>
  return Object.entries(info).map(([id, told]) => ({ ...told, id }))
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
