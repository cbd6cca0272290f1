import * as z from 'zod'
import { every, nameIn } from './probe.ts'
import type { Workload } from './workload.ts'

const options = z.strictObject({
  service: z
    .string()
    .min(1, 'a service of the estate that takes tokens')
    .meta({ description: 'Service that the scenario restarts; it takes tokens at /<service>/api/entries.' }),
  identity: nameIn('a service account of the estate'),
  every,
})
type ColdStartOptions = z.infer<typeof options>

/** What a service can do that comes up while what it depends on is away: it has no keys, secrets or certificate. */
export const coldStart: Workload<ColdStartOptions> = {
  name: 'cold-start',
  summary: 'A service that is restarted in mid-outage: whether it is up, and whether it can do its work',
  options,
  classes: () => ['cold-start', 'cold-start-up'],
  enter: async (enter, chosen) => (await import('./machine/cold-start.ts')).enterColdStart(enter, chosen),
}
