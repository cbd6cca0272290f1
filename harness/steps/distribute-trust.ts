import * as z from 'zod'
import type { Step } from './step.ts'

const options = z.strictObject({
  ca: z
    .string()
    .min(1, 'the name of a CA that was issued')
    .meta({ description: 'CA, by the name of issue-ca.' }),
  to: z
    .array(z.string())
    .min(1)
    .optional()
    .meta({ description: 'Services that get it; the others lag behind. Default: everybody.' }),
})
export type DistributeTrustOptions = z.infer<typeof options>

/** Second of a rotation: who verifies learns of the new root before anybody shows a certificate from it. */
export const distributeTrust: Step<DistributeTrustOptions> = {
  name: 'distribute-trust',
  summary: 'Puts the root of a new CA into trust bundles, beside the old one',
  options,
  needs: [],
  act: async (context, chosen) => ({
    detail: await (await import('./authority/rotation.ts')).distribute(context, chosen),
  }),
  undo: async (stack, what) => (await import('./authority/rotation.ts')).undistributed(stack, what),
}
