import * as z from 'zod'
import { every, nameIn } from './probe.ts'
import type { Workload } from './workload.ts'

const options = z.strictObject({ identity: nameIn('a service account of the estate'), every })
type FreshTokenOptions = z.infer<typeof options>

/** Who never holds a token longer than a request: feels at once when issuer and resource disagree about the time. */
export const freshToken: Workload<FreshTokenOptions> = {
  name: 'fresh-token',
  summary: 'A service account that gets a new token for each request and uses it at once',
  options,
  classes: () => ['token-fresh'],
  enter: async (enter, chosen) => (await import('./service/fresh.ts')).enterFreshToken(enter, chosen),
}
