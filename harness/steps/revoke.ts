import * as z from 'zod'
import { duration } from '../model/duration.ts'
import { type Channel, channels, type Revocable, revocables } from '../model/words.ts'
import type { Channelled } from './revoking/revocation.ts'
import type { Step } from './step.ts'

/** What each channel can revoke; kept in step with the channels by a test. */
export const revocableVia: Readonly<Record<Channel, readonly Revocable[]>> = {
  idp: ['person', 'idp-session', 'client', 'access-token'],
  'app-session': ['app-session'],
  'gateway-denylist': ['access-token', 'person', 'client'],
  vault: ['vault-token', 'lease'],
  database: ['lease'],
  ca: ['certificate'],
}

const options = z
  .strictObject({
    identity: z
      .string()
      .min(1, 'the name of an identity of the estate')
      .meta({ description: 'Identity that loses access.' }),
    what: z.enum(revocables).meta({ description: 'What is revoked: they differ in what they end.' }),
    via: z
      .enum(channels)
      .meta({ description: 'The channel of the revocation; cut, it becomes revocation debt.' }),
    within: duration.optional().meta({ description: 'How soon the denial must be stable, such as 5s.' }),
  })
  .superRefine(({ what, via }, context) => {
    const able = revocableVia[via]
    if (able.includes(what)) return
    const others = channels.filter((channel) => revocableVia[channel].includes(what))
    const hint = others.length > 0 ? `; ${what} can be revoked via ${others.join(', ')}` : ''
    context.addIssue({
      code: 'custom',
      path: ['via'],
      message: `${via} revokes ${able.join(', ')}, not ${what}${hint}`,
    })
  })
export type RevokeOptions = z.infer<typeof options>

/** Takes something from an identity, over one named channel. */
export const revoke: Step<RevokeOptions> = {
  name: 'revoke',
  summary:
    'Takes access from an identity over a named channel: idp, app-session, gateway-denylist, vault, database or ca',
  options,
  needs: [],
  async act(context, { identity, what, via }) {
    const { revocationOf } = await import('./revoking/revocation.ts')
    const act = (await channelOf(via))[what]
    if (!act) throw new Error(`${via} cannot revoke ${what}`)
    return { detail: await act(revocationOf(context, identity, what)) }
  },
  undo: async (stack, what) => (await import('./revoking/gateway-denylist.ts')).undenied(stack, what),
}

/** Loaded when used: a scenario is validated without any client. */
export async function channelOf(via: Channel): Promise<Channelled> {
  switch (via) {
    case 'idp':
      return (await import('./revoking/idp.ts')).idp
    case 'app-session':
      return (await import('./revoking/app-session.ts')).appSession
    case 'gateway-denylist':
      return (await import('./revoking/gateway-denylist.ts')).gatewayDenylist
    case 'vault':
      return (await import('./revoking/vault.ts')).vault
    case 'database':
      return (await import('./revoking/database.ts')).database
    case 'ca':
      return (await import('./revoking/ca.ts')).ca
  }
}
