import * as z from 'zod'
import { every, nameIn } from './probe.ts'
import type { Workload } from './workload.ts'

const options = z.strictObject({
  identity: nameIn('a service account of the estate that is impersonated'),
  every,
})
type UnknownKeysOptions = z.infer<typeof options>

/** What a stranger makes up must be refused, and must not become load on the IdP: verifiers fetch keys with a pause. */
export const unknownKeys: Workload<UnknownKeysOptions> = {
  name: 'unknown-keys',
  summary:
    'Bursts of tokens with keys that nobody knows, and how often a verifier asks the IdP for their sake',
  options,
  classes: () => ['unknown-key'],
  enter: async (enter, chosen) => (await import('./impostor/burst.ts')).enterUnknownKeys(enter, chosen),
}
