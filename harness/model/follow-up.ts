import * as z from 'zod'
import type { FollowUp } from './audit.ts'

const line = (what: string) => z.string().regex(/\S/, what)

/** What was decided about a finding. Nothing here is open-ended: without a name and a date it is no decision. */
const followUp = z.strictObject({
  finding: z
    .string()
    .regex(/^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/, 'an oracle and a reason, such as revocation/never-denied')
    .meta({
      description: 'Oracle and reason code of the finding, as reports print them: revocation/never-denied.',
    }),
  kind: z
    .enum(['remediation', 'accepted-risk'])
    .meta({ description: 'remediation: it will be mended. accepted-risk: it may stay so, for a while.' }),
  owner: line('a name').meta({ description: 'Who mends it, or who accepts the risk.' }),
  until: z.iso.date('a date such as 2026-12-31').meta({
    description: 'The due date of a remediation, the last day of an accepted risk (UTC): 2026-12-31.',
  }),
  text: line('a sentence').meta({ description: 'What will be done, or why the risk is acceptable.' }),
  scenario: z.string().optional().meta({ description: 'Only findings of this scenario.' }),
  access: z.string().optional().meta({ description: 'Only findings about this access path.' }),
})

export const followUps = z.array(followUp)

/** A finding's reason, as far as a follow-up can speak of it. */
export interface Answerable {
  readonly scenario: string
  /** `<oracle>/<reason code>` */
  readonly finding: string
  readonly access?: string | undefined
}

/** Whether a follow-up speaks of a finding. What it does not narrow down, it covers. */
export function answers(followUp: FollowUp, { scenario, finding, access }: Answerable): boolean {
  return (
    followUp.finding === finding &&
    (followUp.scenario ?? scenario) === scenario &&
    (followUp.access === undefined || followUp.access === access)
  )
}

/** Whether its last day is over (UTC). */
export function lapsed({ until }: FollowUp, now: Date): boolean {
  return now.toISOString().slice(0, 10) > until
}
