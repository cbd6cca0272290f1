import * as z from 'zod'
import { duration } from './duration.ts'

const name = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, 'a lower-case name such as open-incident')

/** What a person's answer may be. */
export const answerKinds = ['done', 'yes-no', 'text', 'choice'] as const
export type AnswerKind = (typeof answerKinds)[number]

export const runbookStep = z.strictObject({
  id: name,
  title: z.string().min(1),
  by: z.enum(['machine', 'person']),
  who: z
    .string()
    .min(1)
    .meta({ description: 'Who does it: an identity, a team, or for machines a service of the estate.' }),
  planned: duration.optional().meta({ description: 'How long it may take.' }),
  does: name
    .optional()
    .meta({ description: 'The step of scenarios that it stands for: arm, disarm, restart, …' }),
  ask: z.string().min(1).max(500).optional().meta({ description: 'What the person is asked.' }),
  expects: z
    .enum(answerKinds)
    .optional()
    .meta({ description: 'Kind of answer: done (or failed), yes-no, text, or one of the choices.' }),
  choices: z.array(z.string().min(1).max(100)).min(2).max(20).optional(),
})

/** The steps that people and machines take when something is down; its digest goes into the evidence. */
export const runbook = z.strictObject({
  runbook: name,
  version: z.string().min(1).max(40).meta({ description: 'Version, as text: "3" or "2026-11".' }),
  title: z.string().min(1),
  accountable: z.string().min(1),
  when: z.string().optional().meta({ description: 'When to use it.' }),
  steps: z.array(runbookStep).min(1).max(100),
})

export type Runbook = z.infer<typeof runbook>
export type RunbookStep = z.infer<typeof runbookStep>

/** Names one step of one runbook. */
export interface Conducted {
  readonly runbook: string
  readonly step: string
}
