import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import type { KeycloakAdmin } from './keycloak.ts'

/** A key by which the realm signs tokens that everybody can verify. `provider` is the id of what holds it. */
export interface SigningKey {
  readonly provider: string
  readonly kid: string
  readonly priority: number
  readonly status: string
}

/** Flags of a key as they are declared; empty where they are not, which Keycloak takes for true. */
export type KeyFlags = Readonly<Partial<Record<'enabled' | 'active', string>>>

const type = 'org.keycloak.keys.KeyProvider'
const algorithm = 'RS256'

/** The realm's signing keys, removed ones too; the one that signs comes first. */
export async function signingKeys(admin: KeycloakAdmin, realm: string): Promise<SigningKey[]> {
  const { keys = [] } = await admin(({ realms }) => realms.getKeys({ realm }))
  return keys
    .filter((key) => key.algorithm === algorithm)
    .map(({ providerId = '', kid = '', providerPriority = 0, status = '' }) => ({
      ...{ provider: providerId, kid, priority: providerPriority, status },
    }))
    .sort((a, b) => rank(b) - rank(a) || b.priority - a.priority)
}

const rank = ({ status }: SigningKey) => ['DISABLED', 'PASSIVE', 'ACTIVE'].indexOf(status)

const keyPair = promisify(generateKeyPair)

/**
 * Makes a key of that name; one that is not active is published, and signs nothing yet. It is made here: the IdP would
 * take seconds for it, and answer nobody meanwhile.
 */
export async function addSigningKey(
  admin: KeycloakAdmin,
  { name, priority, active }: { name: string; priority: number; active: boolean },
): Promise<void> {
  const { privateKey } = await keyPair('rsa', { modulusLength: 2_048 })
  const config = {
    ...{ priority: [`${priority}`], enabled: ['true'], active: [`${active}`], algorithm: [algorithm] },
    privateKey: [privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
  }
  await admin(({ components }) => components.create({ name, providerId: 'rsa', providerType: type, config }))
}

/** Ids of the providers of that name. */
export async function keysNamed(admin: KeycloakAdmin, name: string): Promise<string[]> {
  const found = await admin(({ components }) => components.find({ type, name }))
  return found.flatMap((one) => (one.name === name && one.id ? [one.id] : []))
}

/** Deletes the keys of that name; none is as good as deleted. */
export async function removeKeysNamed(admin: KeycloakAdmin, name: string): Promise<void> {
  for (const id of await keysNamed(admin, name)) await admin(({ components }) => components.del({ id }))
}

/** The flags of a key, or undefined when there is no such provider. */
export async function keyFlags(admin: KeycloakAdmin, id: string): Promise<KeyFlags | undefined> {
  const found = (await providers(admin)).find((one) => one.id === id)
  return found && { enabled: flag(found.config?.enabled), active: flag(found.config?.active) }
}

/** Changes some flags and leaves all else; an empty one is taken away. */
export async function setKeyFlags(admin: KeycloakAdmin, id: string, flags: KeyFlags): Promise<void> {
  const found = (await providers(admin)).find((one) => one.id === id)
  if (!found) return
  const declared = Object.entries(flags).map(([name, value]) => [name, value === '' ? [] : [value]])
  // What is secret comes masked, and the IdP keeps what it has where the mask comes back.
  const config = { ...found.config, ...Object.fromEntries(declared) }
  await admin(({ components }) => components.update({ id }, { ...found, config }))
}

const providers = (admin: KeycloakAdmin) => admin(({ components }) => components.find({ type }))

/** The client's type says text, and the IdP says lists. */
const flag = (value: unknown): string => String([value ?? ''].flat()[0] ?? '')
