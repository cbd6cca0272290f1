import { randomBytes } from 'node:crypto'
import type { KeycloakAdmin } from '../clients/keycloak.ts'
import {
  addSigningKey,
  type KeyFlags,
  keyFlags,
  keysNamed,
  removeKeysNamed,
  type SigningKey,
  setKeyFlags,
  signingKeys,
} from '../clients/signing-keys.ts'
import { DrillError } from '../model/error.ts'
import type { Change } from '../model/record.ts'
import type { Stack } from '../stacks/stack.ts'
import { asIdpOperator, idpOf, realm } from './idp-operator.ts'
import type { StepContext } from './step.ts'

type Stage = 'publish' | 'switch' | 'retire' | 'remove'

/** By its name a key is known as made by this rotation. */
const made = 'drill-rotation'
/** Undos overlap: each looks, with a login of its own, whether what it did stayed. */
const tries = 5

/** Brings the rotation a stage further; gives what was done. */
export async function rotate(context: StepContext, stage: Stage): Promise<string> {
  return asIdpOperator(context, async (admin) => {
    const { ours, old } = await keysOf(admin)
    // A key whose making took too long for an answer was made all the same.
    if (stage === 'publish' && ours) return `the new key ${ours.kid} is published beside the old one`
    if (stage === 'publish' || (stage === 'switch' && !ours)) return added(context, admin, old, stage)
    if (stage === 'switch' && ours) {
      await setKeyFlags(admin, ours.provider, { active: 'true' })
      return `the new key ${ours.kid} signs`
    }
    if (!ours || !old) throw new Error(`${idpOf(context)} has no other key: publish or switch first`)
    const flag = stage === 'retire' ? 'active' : 'enabled'
    const before = { [flag]: (await keyFlags(admin, old.provider))?.[flag] ?? '' }
    context.changing({ kind: 'signing-key-flag', name: old.provider, before })
    await setKeyFlags(admin, old.provider, { [flag]: 'false' })
    return `the old key ${old.kid} ${stage === 'retire' ? 'only verifies' : 'is gone from the key set'}`
  })
}

async function added(
  { changing }: StepContext,
  admin: KeycloakAdmin,
  old: SigningKey | undefined,
  stage: Stage,
): Promise<string> {
  const name = `${made}-${randomBytes(4).toString('hex')}`
  changing({ kind: 'signing-key', name })
  const active = stage === 'switch'
  await addSigningKey(admin, { name, priority: (old?.priority ?? 0) + 100, active })
  return active ? 'a new key signs at once' : 'a new key is published beside the old one'
}

/** The key of this rotation, and the best of the others. */
async function keysOf(admin: KeycloakAdmin): Promise<{ ours?: SigningKey; old?: SigningKey }> {
  const [all, providers] = [await signingKeys(admin, realm), await madeHere(admin)]
  const usable = all.filter(({ status }) => status !== 'DISABLED')
  const ours = usable.find(({ provider }) => providers.has(provider))
  const old = usable.find(({ provider }) => !providers.has(provider))
  return { ...(ours && { ours }), ...(old && { old }) }
}

async function madeHere(admin: KeycloakAdmin): Promise<Set<string>> {
  const type = 'org.keycloak.keys.KeyProvider'
  const found = await admin(({ components }) => components.find({ type }))
  return new Set(found.flatMap(({ id, name }) => (id && name?.startsWith(made) ? [id] : [])))
}

/**
 * Deletes a key that was made, or gives an old one its flag back, and sees that it stays so. A login may be by a token
 * that the very key has signed which is deleted: each look has a new one. Throws `conflict` for an old key that is gone.
 */
export async function unrotate(
  stack: Stack,
  { kind, name, before = {} }: Change,
  signal: AbortSignal,
): Promise<undefined> {
  const undone = kind === 'signing-key' ? gone(name) : restored(name, before)
  for (let count = 1; ; count += 1) {
    try {
      if (await asIdpOperator({ stack, signal }, undone)) return
      if (count > tries)
        throw new DrillError('undo-failed', `the signing key ${name} does not stay as it was`)
    } catch (error) {
      if (error instanceof DrillError || count > tries) throw error
    }
  }
}

/** True when it was so already. */
const gone = (name: string) => async (admin: KeycloakAdmin) => {
  const isGone = (await keysNamed(admin, name)).length === 0
  if (!isGone) await removeKeysNamed(admin, name)
  return isGone
}

const restored = (provider: string, before: KeyFlags) => async (admin: KeycloakAdmin) => {
  const now = await keyFlags(admin, provider)
  if (!now)
    throw new DrillError('conflict', `the signing key ${provider} was deleted by somebody else`, {
      next: 'make a new signing key in the IdP; then run `drill recover`',
    })
  const isSame = Object.entries(before).every(([flag, value]) => now[flag as keyof KeyFlags] === value)
  if (!isSame) await setKeyFlags(admin, provider, before)
  return isSame
}
