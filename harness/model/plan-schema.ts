import * as z from 'zod'
import type { Plan } from './plan.ts'
import { longestMs } from './record-shape.ts'
import { answerKinds } from './runbook.ts'
import { channels, expectedOutcomes, layers, phases, revocables } from './words.ts'

const text = z.string()
/** Milliseconds of a run, or of a lifetime: less than this, a date can be told from it. */
const ms = z.number().min(-longestMs).max(longestMs)
const span = { fromMs: ms, toMs: ms }
const options = z.record(text, z.unknown())
const edge = z.object({ from: text, to: text })

const runbookStep = z.object({
  ...{ id: text, title: text, by: z.enum(['machine', 'person']), who: text, planned: ms.optional() },
  ...{ does: text.optional(), ask: text.optional(), expects: z.enum(answerKinds).optional() },
  choices: z.array(text).optional(),
})

const revocation = z.object({
  ...{ step: text, identity: text, what: z.enum(revocables), via: z.enum(channels), atMs: ms },
  ...{ access: text, twin: text, cut: z.boolean(), withinMs: ms },
})

/** A plan that was saved, for readers who do not know who wrote it. */
export const planSchema = z.object({
  schema: z.literal('identity-drill/plan/1'),
  ...{ scenario: text, title: text, teaches: text, scenarioDigest: text, estate: text, estateDigest: text },
  ...{ driver: text, driverBecause: text, seed: z.number(), durationMs: ms },
  phases: z.array(z.object({ name: z.enum(phases), ...span })),
  faults: z.array(
    z.object({
      ...{ id: text, fault: text, layer: z.enum(layers).optional(), options },
      degrades: z.boolean().optional(),
      removes: z.literal('signing-key').optional(),
      ...{ service: text, edges: z.array(edge), ...span },
    }),
  ),
  workloads: z.array(
    z.object({
      ...{ id: text, workload: text, options, classes: z.array(text) },
      fallback: text.optional(),
    }),
  ),
  steps: z.array(
    z.object({
      ...{ id: text, step: text, atMs: ms, options },
      conducts: z.object({ runbook: text, step: text }).optional(),
    }),
  ),
  expectations: z.array(
    z.object({
      access: text,
      phase: z.enum(phases),
      outcome: z.enum(expectedOutcomes),
      withinMs: ms,
      ...span,
    }),
  ),
  revocations: z.array(revocation),
  frontier: z.array(
    z.object({ access: text, continuityMs: ms.nullable(), staleMs: ms.nullable(), because: text }),
  ),
  lifetimes: z.array(
    z.object({ name: text, what: text, drillMs: ms, productionMs: ms, crossed: z.boolean() }),
  ),
  owners: z.record(text, text),
  runbooks: z
    .array(
      z.object({
        ...{ name: text, digest: text, version: text, title: text, accountable: text, when: text.optional() },
        steps: z.array(runbookStep),
      }),
    )
    .optional(),
  ...{ alerted: text.optional(), prediction: text.optional(), criticalFunction: text.optional() },
  recoveryObjectiveMs: ms.optional(),
  limits: z.object({ maxDurationMs: ms, blastRadius: z.array(text).optional() }).optional(),
  ...{ stopAfter: z.number().optional(), amplification: z.number().optional() },
}) satisfies z.ZodType<Plan>
