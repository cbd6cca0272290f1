import type { Stack } from '../../stacks/stack.ts'
import type { TrustList } from '../../stacks/trust.ts'
import type { Fault, Undo } from '../fault.ts'
import { requireStack } from '../ours.ts'
import { target } from '../target.ts'

interface TrustFault {
  readonly name: string
  readonly summary: string
  /** The list of the target that is changed, and whether the CA that issues stands on it while the fault lasts. */
  readonly list: TrustList
  readonly listed: boolean
  /** How a call with a certificate from that CA ends meanwhile. */
  readonly meets: readonly (number | 'broken')[]
}

const settleMs = 5_000
const pemsOf = ({ before }: Undo) => before.pems as readonly string[]

/** What a verifier trusts is not what its callers show; it runs, and answers everybody else. */
export function trustFault({ name, summary, list, listed, meets }: TrustFault): Fault {
  const change = async (stack: Stack, { service }: Undo, pems: readonly string[], on: boolean) => {
    const { distrust, fingerprint, trust } = await import('../../stacks/trust.ts')
    const ours = new Set(pems.map(fingerprint))
    if (on) trust(stack, service, list, pems)
    else distrust(stack, service, list, (pem) => ours.has(fingerprint(pem)))
  }
  return {
    name,
    summary,
    layer: 'trust',
    options: target,
    needs: [],
    degrades: () => true,
    async prepare(stack, { service, edges }) {
      const { issuingCas } = await import('./issuing.ts')
      const pems = await issuingCas(stack, list)
      return { fault: name, service, edges, before: { pems }, fingerprint: stack.id }
    },
    inject: (stack, undo) => change(stack, undo, pemsOf(undo), listed),
    async heal(stack, undo) {
      requireStack(stack, undo)
      await change(stack, undo, pemsOf(undo), !listed)
    },
    async verify(stack, undo) {
      const { fingerprint, trusted } = await import('../../stacks/trust.ts')
      const now = new Set(trusted(stack, undo.service, list).map(fingerprint))
      return pemsOf(undo).every((pem) => now.has(fingerprint(pem)) === !listed)
    },
    async witness(stack, planned, look) {
      const { peerCanaries, peersSeen, readyCanary } = await import('./peers.ts')
      if (look.moment === 'hold') return []
      if (look.moment === 'end') return peerCanaries(stack, planned, [200], settleMs)
      if (look.moment === 'before') {
        await readyCanary(stack, planned)
        return [await peersSeen(stack, planned, look)]
      }
      const { controlPath } = await import('../witness.ts')
      const [canaries, control] = await Promise.all([
        peerCanaries(stack, planned, meets, settleMs),
        controlPath(stack, planned.service, ['open'], settleMs),
      ])
      return [...canaries, control]
    },
    async lasted(stack, planned) {
      const { peerCanaries } = await import('./peers.ts')
      const seen = await peerCanaries(stack, planned, meets, 0)
      return seen.map((one) => ({ ...one, witness: 'target-state' }))
    },
  }
}
