import * as z from 'zod'
import { every, nameIn } from './probe.ts'
import type { Workload } from './workload.ts'

const options = z.strictObject({
  identity: nameIn('a person of the estate with a public client'),
  agents: z
    .number()
    .int()
    .min(2)
    .max(20)
    .default(4)
    .meta({ description: 'How many agents work with the one session, side by side.' }),
  every,
})
type SharedRefreshOptions = z.infer<typeof options>

/** Whoever rotates refresh tokens takes a second use for theft: agents of one session must refresh as one. */
export const sharedRefresh: Workload<SharedRefreshOptions> = {
  name: 'shared-refresh',
  summary: 'Parallel agents that share one refresh token, which the IdP rotates with every use',
  options,
  classes: () => ['shared-refresh'],
  enter: async (enter, chosen) =>
    (await import('./refreshing/shared-refresh.ts')).enterSharedRefresh(enter, chosen),
  undo: async (stack, what, signal) => (await import('./revoked/stand-in.ts')).unmake(stack, what, signal),
}
