import type { Stack } from '../stacks/stack.ts'
import { authorityFault } from './authority/authority-fault.ts'

/** Takes effect with the next renewal: what was issued before has its whole chain. */
export const chainIncomplete = authorityFault({
  name: 'chain-incomplete',
  summary: 'The CA gives out certificates without the CA between it and the root: verifiers find no way up.',
  async prepare(stack) {
    const { issuingNow } = await import('./authority/issuing.ts')
    const { name, manual } = await issuingNow(stack)
    return { name, manual }
  },
  change: (stack, ca, { name }) => setChain(stack, ca, String(name), [String(name)]),
  async back(stack, ca, { name, manual }) {
    await setChain(stack, ca, String(name), manual as string[])
    const { renewedEverywhere } = await import('./authority/renewal.ts')
    await renewedEverywhere(stack)
  },
  async isBack(stack, ca, { name, manual }) {
    const { command } = await import('./vault/commands.ts')
    const { body } = await command(stack, ca, { path: `pki/issuer/${name}` })
    const { manual_chain: now } = (body as { data: { manual_chain: string[] | null } }).data
    return (now ?? []).length === (manual as string[]).length
  },
  async seen(stack, { from, to }) {
    const { ended, issueTo } = await import('./authority/issuing.ts')
    const { peerOf } = await import('./authority/peers.ts')
    const service = stack.estate['mutual-tls'][0]?.to ?? ''
    const shown = await issueTo(stack, peerOf(stack, service) ?? '', stack.endpoint(from, to))
    if (!shown) return undefined
    await ended(stack, shown)
    return {
      isHit: shown.chain.length === 2,
      detail: `a certificate came with ${shown.chain.length - 1} CAs`,
    }
  },
})

async function setChain(stack: Stack, ca: string, name: string, chain: readonly string[]): Promise<void> {
  const { command } = await import('./vault/commands.ts')
  const json = { issuer_name: name, manual_chain: chain }
  await command(stack, ca, { method: 'POST', path: `pki/issuer/${name}`, json })
}
