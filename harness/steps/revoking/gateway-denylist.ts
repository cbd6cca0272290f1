import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StepCut } from '../step.ts'
import type { Channelled, Revocation } from './revocation.ts'

/** The gateway refuses by itself: this channel needs no IdP. */
export const gatewayDenylist: Channelled = {
  'access-token': async (revocation) => deny(revocation, `jti:${revocation.held('access-token').id}`),
  person: async (revocation) => deny(revocation, `sub:${revocation.held('person').id}`),
  client: async (revocation) => deny(revocation, `client:${revocation.held('client').id}`),
}

/** At run time for now, in the file for the gateway's next start. */
async function deny({ stack }: Revocation, key: string): Promise<string> {
  const map = join(stack.dir, 'gateway', 'denylist.map')
  if (!/^(jti|sub|client):[\w.:-]+$/.test(key)) throw new Error('what is to be denied has no usable id')
  const reply = await stack.gatewayCommand(`add map ${map} ${key} 1`).catch(() => {
    throw new StepCut('the gateway does not take commands')
  })
  if (reply.trim() !== '') throw new Error(`the gateway said: ${reply.trim()}`)
  await appendFile(map, `${key} 1\n`, { mode: 0o600 })
  return `${key} on the deny-list`
}
