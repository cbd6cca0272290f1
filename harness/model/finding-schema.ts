import * as z from 'zod'
import { verdicts } from './words.ts'

/** A saved judgement, as far as programs ask about it afterwards: which findings there are, and why. */
export const savedJudgement = z.object({
  schema: z.literal('identity-drill/findings/1'),
  scenario: z.string(),
  findings: z.array(
    z.object({
      oracle: z.string(),
      verdict: z.enum(verdicts),
      summary: z.string(),
      reasons: z.array(
        z.object({
          verdict: z.enum(verdicts),
          code: z.string(),
          text: z.string(),
          access: z.string().optional(),
          owner: z.string().optional(),
        }),
      ),
    }),
  ),
})
export type SavedJudgement = z.infer<typeof savedJudgement>
