import * as z from 'zod'
import type { Step } from './step.ts'

const options = z.strictObject({
  to: z
    .string()
    .min(1, 'the name of a CA that was issued')
    .meta({ description: 'CA, by the name of issue-ca.' }),
  renew: z
    .boolean()
    .default(true)
    .meta({ description: 'Whether services get a certificate from it at once, or when theirs is due.' }),
})
export type SwitchIssuerOptions = z.infer<typeof options>

/** Third of a rotation: certificates come from the new CA. */
export const switchIssuer: Step<SwitchIssuerOptions> = {
  name: 'switch-issuer',
  summary: 'Lets a new CA issue in place of the old one, and has services renew their certificates',
  options,
  needs: [],
  act: async (context, chosen) => ({
    detail: await (await import('./authority/rotation.ts')).switchTo(context, chosen),
  }),
  undo: async (stack, what, signal) =>
    (await import('./authority/rotation.ts')).switchedBack(stack, what, signal),
}
