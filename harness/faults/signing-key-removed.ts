import { randomBytes } from 'node:crypto'
import {
  addSigningKey,
  type KeyFlags,
  keyFlags,
  keysNamed,
  removeKeysNamed,
  setKeyFlags,
  signingKeys,
} from '../clients/signing-keys.ts'
import { DrillError } from '../model/error.ts'
import type { Fault, Undo } from './fault.ts'
import { notOurs, requireStack } from './ours.ts'
import { target } from './target.ts'

/** What is put back: the flags of the key that signed; and the name of the key that was made in its place. */
interface Keys {
  readonly provider: string
  readonly flags: KeyFlags
  readonly made: string
}

const keys = ({ before }: Undo) => before as unknown as Keys
const settleMs = 5_000

/**
 * The IdP goes on with another key, and publishes the one before no more. It is disabled rather than deleted, which
 * looks the same from outside and can be undone; a key of its own signs meanwhile, and goes with the fault.
 */
export const signingKeyRemoved: Fault = {
  name: 'signing-key-removed',
  summary: 'The key that signed every token in use is gone from the IdP and its key set; another one signs.',
  layer: 'trust',
  removes: 'signing-key',
  role: 'idp',
  options: target.omit({ edge: true }).required({ service: true }),
  needs: [],
  degrades: () => true,
  async prepare(stack, { service, edges }) {
    const { asRealmAdmin, realm } = await import('./idp/realm-admin.ts')
    return asRealmAdmin(stack, service, async (admin): Promise<Undo> => {
      const [active] = await signingKeys(admin, realm)
      const flags = active && (await keyFlags(admin, active.provider))
      if (!active || !flags) throw new DrillError('fault-failed', `${service} shows no signing key`)
      const before = {
        ...{ provider: active.provider, flags },
        made: `drill-key-${randomBytes(4).toString('hex')}`,
      }
      return { fault: 'signing-key-removed', service, edges, before, fingerprint: stack.id }
    })
  },
  async inject(stack, undo) {
    const { asRealmAdmin, realm } = await import('./idp/realm-admin.ts')
    const { provider, made } = keys(undo)
    await asRealmAdmin(stack, undo.service, async (admin) => {
      const [active] = await signingKeys(admin, realm)
      // The other one first: an IdP without any key would make one that nobody undoes.
      await addSigningKey(admin, { name: made, priority: (active?.priority ?? 100) + 100, active: true })
      await setKeyFlags(admin, provider, { enabled: 'false' })
    })
  },
  async heal(stack, undo) {
    requireStack(stack, undo)
    const { asRealmAdmin } = await import('./idp/realm-admin.ts')
    const { provider, flags, made } = keys(undo)
    await asRealmAdmin(stack, undo.service, async (admin) => {
      const now = await keyFlags(admin, provider)
      if (!now) throw notOurs(`the signing key ${provider} of ${undo.service} was deleted`)
      if (now.enabled !== flags.enabled) await setKeyFlags(admin, provider, { enabled: flags.enabled })
      await removeKeysNamed(admin, made)
    })
  },
  async verify(stack, undo) {
    const { asRealmAdmin } = await import('./idp/realm-admin.ts')
    const { provider, flags, made } = keys(undo)
    return asRealmAdmin(stack, undo.service, async (admin) => {
      const now = await keyFlags(admin, provider)
      return now?.enabled === flags.enabled && (await keysNamed(admin, made)).length === 0
    })
  },
  async witness(stack, planned, look) {
    // Loaded when it looks: a catalogue that is only read needs no TLS.
    const [{ callerSeen, controlPath }, { keepServed, servedCanaries }] = await Promise.all([
      import('./witness.ts'),
      import('./idp/key-set.ts'),
    ])
    if (look.moment === 'hold') return []
    if (look.moment === 'end') return servedCanaries(stack, planned, 'all-there')
    if (look.moment === 'before') {
      await keepServed(stack, planned)
      return [await callerSeen(stack, planned, look)]
    }
    const [canaries, control] = await Promise.all([
      servedCanaries(stack, planned, 'one-missing'),
      controlPath(stack, planned.service, ['open'], settleMs),
    ])
    return [...canaries, control]
  },
  async lasted(stack, planned) {
    const { servedCanaries } = await import('./idp/key-set.ts')
    const seen = await servedCanaries(stack, planned, 'one-missing', 0)
    return seen.map((one) => ({ ...one, witness: 'target-state' }))
  },
}
