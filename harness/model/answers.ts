import * as z from 'zod'
import { duration } from './duration.ts'

/** What somebody would answer, for drills that nobody watches. */
const answer = z.strictObject({
  who: z.string().min(1).max(100).meta({ description: 'Who answers.' }),
  answer: z.string().min(1).max(500),
  after: duration.default(0).meta({ description: 'How long it takes to answer (default: at once).' }),
})

/** Answers by `<runbook>/<step>`. */
export const answers = z.record(
  z
    .string()
    .regex(/^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/, 'a runbook and its step, such as idp-outage/open-incident'),
  answer,
)
export type Answers = z.infer<typeof answers>
