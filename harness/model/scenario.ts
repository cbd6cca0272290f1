import * as z from 'zod'
import { duration } from './duration.ts'
import { limits } from './limits.ts'
import { expectedOutcomes, phases } from './words.ts'

/** A moment of the run: a phase, and how long after its start: `during`, `during + 10s`. */
export const moment = z
  .string()
  .regex(
    /^(before|during|recovery|after)(\s*\+\s*\d+(?:\.\d+)?(ms|s|m|h))?$/,
    'a moment such as during or recovery + 15s',
  )
  .meta({ description: 'A phase, and how long after its start: during + 10s.' })

/** `granted`, or `granted within 20s`: every conclusive attempt from the phase's start + 20 s to its end. */
export const expectation = z
  .string()
  .regex(
    new RegExp(`^(${expectedOutcomes.join('|')})(\\s+within\\s+\\d+(?:\\.\\d+)?(ms|s|m|h))?$`),
    'an outcome such as granted, unavailable, refused or denied within 15s',
  )

/** One plug-in with its options: `- unreachable: { service: idp }`. */
const named = z.record(z.string(), z.record(z.string(), z.unknown()))

export const scenario = z.strictObject({
  scenario: z.string().regex(/^[a-z][a-z0-9-]{0,60}$/, 'a lower-case name such as idp-down'),
  title: z.string().min(1),
  teaches: z.string().min(1),
  source: z.string().optional().meta({ description: 'Published incident that it reproduces.' }),
  prediction: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'What is expected to happen, written down before anything is injected.' }),
  'critical-function': z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'What the business must be able to do: post invoices to the ledger.' }),
  'recovery-objective': duration
    .optional()
    .meta({ description: 'How soon after the end of the outage it must work again: 30s.' }),
  limits: limits.optional().meta({ description: 'Narrower limits than those of the estate.' }),
  stop: z
    .strictObject({
      'outside-blast-radius': z
        .number()
        .int()
        .min(2)
        .max(1_000)
        .meta({ description: 'So many attempts in a row at one access path that should be granted.' }),
    })
    .optional()
    .meta({
      description: 'When the drill stops and heals early: an outage that spreads further than expected.',
    }),
  retries: z
    .strictObject({
      amplification: z.number().min(1).max(100).meta({
        description: 'So many tries of a dependency for one request, against before the outage.',
      }),
    })
    .optional()
    .meta({
      description: 'How much a client may try a dependency that fails; 3 times as often unless given.',
    }),
  phases: z.strictObject({ before: duration, during: duration, recovery: duration, after: duration }),
  faults: z.array(named).min(1),
  workloads: z.array(named).min(1),
  steps: z.array(z.looseObject({ at: moment })).default([]),
  expect: z.record(z.string(), z.partialRecord(z.enum(phases), expectation)),
})
export type Scenario = z.infer<typeof scenario>
