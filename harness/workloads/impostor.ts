import * as z from 'zod'
import { every, nameIn } from './probe.ts'
import type { Workload } from './workload.ts'

const options = z.strictObject({
  identity: nameIn('a service account of the estate that is impersonated'),
  every,
})
type ImpostorOptions = z.infer<typeof options>

/** Somebody who must never get in: what an outage opens by mistake shows here. */
export const impostor: Workload<ImpostorOptions> = {
  name: 'impostor',
  summary: 'Somebody who must never get in: a forged, an expired, a misdirected token, and none at all',
  options,
  classes: () => ['forged-token', 'expired-token', 'wrong-audience', 'no-token'],
  enter: async (enter, chosen) => (await import('./impostor/tokens.ts')).enterImpostor(enter, chosen),
}
