import { DrillError } from '../model/error.ts'
import type { Stack } from '../stacks/stack.ts'
import { authorityFault } from './authority/authority-fault.ts'

/** Long enough to be made, and past when anybody looks twice. */
const shortest = '1s'

/** Who fetches it finds it past its next update; what is revoked from then on stands on it all the same. */
export const crlStale = authorityFault({
  name: 'crl-stale',
  summary: 'The revocation list of the CA is past its next update: nobody made a new one in time.',
  prepare: async (stack, ca) => ({ expiry: await expiryOf(stack, ca) }),
  change: (stack, ca) => setExpiry(stack, ca, shortest),
  async back(stack, ca, { expiry }) {
    const now = await expiryOf(stack, ca)
    if (now !== expiry && now !== shortest)
      throw new DrillError(
        'conflict',
        `revocation lists last for ${now} now, which the drill has not made so`,
        {
          next: 'set the expiry that is wanted, then run `drill recover`',
        },
      )
    await setExpiry(stack, ca, String(expiry))
  },
  isBack: async (stack, ca, { expiry }) => (await expiryOf(stack, ca)) === expiry,
  async seen(stack, { from, to }) {
    const [{ ask }, { issuingNow }, { X509Crl }] = await Promise.all([
      import('./vault/ask.ts'),
      import('./authority/issuing.ts'),
      import('./authority/crl.ts'),
    ])
    const { name } = await issuingNow(stack)
    const { body } = await ask(stack, stack.endpoint(from, to), { path: `pki/issuer/${name}/crl` })
    const { crl } = (body as { data?: { crl?: string } } | undefined)?.data ?? {}
    if (!crl) return undefined
    const nextMs = new X509Crl(crl).nextUpdate?.getTime() ?? Number.POSITIVE_INFINITY
    const isHit = nextMs <= Date.now()
    return { isHit, detail: `the next update of the list is ${isHit ? 'over' : 'to come'}` }
  },
})

async function expiryOf(stack: Stack, ca: string): Promise<string> {
  const { command } = await import('./vault/commands.ts')
  const { body } = await command(stack, ca, { path: 'pki/config/crl' })
  return (body as { data: { expiry: string } }).data.expiry
}

async function setExpiry(stack: Stack, ca: string, expiry: string): Promise<void> {
  const { command } = await import('./vault/commands.ts')
  await command(stack, ca, { method: 'POST', path: 'pki/config/crl', json: { expiry } })
  await command(stack, ca, { path: 'pki/crl/rotate' })
}
