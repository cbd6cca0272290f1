import * as z from 'zod'
import type { Step } from './step.ts'

const options = z.strictObject({
  ca: z.literal('previous').meta({ description: 'Every CA but the one that issues now.' }),
})
export type RetireCaOptions = z.infer<typeof options>

/** Last of a rotation: the old root leaves every trust bundle. Its keys stay in the vault, so that it can come back. */
export const retireCa: Step<RetireCaOptions> = {
  name: 'retire-ca',
  summary: 'Takes the root of the CA that issues no more out of every trust bundle',
  options,
  needs: [],
  act: async (context) => ({ detail: await (await import('./authority/rotation.ts')).retire(context) }),
  undo: async (stack, what, signal) =>
    (await import('./authority/rotation.ts')).trustedAgain(stack, what, signal),
}
