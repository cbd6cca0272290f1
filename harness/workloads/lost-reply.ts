import * as z from 'zod'
import { every, nameIn } from './probe.ts'
import type { Workload } from './workload.ts'

const options = z.strictObject({ identity: nameIn('a person of the estate with a public client'), every })
type LostReplyOptions = z.infer<typeof options>

/** The IdP has rotated the refresh token, and the answer never comes: is the old one good for another try? */
export const lostReply: Workload<LostReplyOptions> = {
  name: 'lost-reply',
  summary: 'A refresh whose answer is lost after the IdP has rotated the token, and the try after it',
  options,
  classes: () => ['lost-reply'],
  enter: async (enter, chosen) => (await import('./refreshing/lost-reply.ts')).enterLostReply(enter, chosen),
  undo: async (stack, what, signal) => (await import('./revoked/stand-in.ts')).unmake(stack, what, signal),
}
