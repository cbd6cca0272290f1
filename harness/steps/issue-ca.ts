import * as z from 'zod'
import type { Step } from './step.ts'

const options = z.strictObject({
  as: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,20}$/, 'a lower-case name such as next')
    .meta({ description: 'Name by which later steps know it.' }),
  what: z.enum(['root', 'intermediate']).default('root').meta({
    description: 'A root with all beneath it, or an issuing CA beneath the policy CA that is there.',
  }),
})
export type IssueCaOptions = z.infer<typeof options>

/** First of a rotation: the new CA stands beside the old one, and nothing comes from it yet. */
export const issueCa: Step<IssueCaOptions> = {
  name: 'issue-ca',
  summary: 'Makes a new CA beside the one that issues, which goes on to issue',
  options,
  needs: [],
  act: async (context, chosen) => ({
    detail: await (await import('./authority/rotation.ts')).issue(context, chosen),
  }),
  undo: async (stack, what, signal) =>
    (await import('./authority/rotation.ts')).unissued(stack, what, signal),
}
