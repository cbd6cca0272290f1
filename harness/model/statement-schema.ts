import * as z from 'zod'
import type { DrillResult, DrillStarted, PlanApproval, ResultWitness, Statement } from './statement.ts'
import { verdicts } from './words.ts'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.int().min(1)

/** Any in-toto statement of this harness, whatever it says of its subjects. */
export const anyStatement = z.object({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  subject: z.array(z.object({ name: z.string().min(1), digest: z.object({ sha256 }) })).min(1),
  predicateType: z.string(),
  predicate: z.unknown(),
}) satisfies z.ZodType<Statement<unknown>>

export const drillStarted = z.object({
  run: z.string().min(1),
  number: count,
  previous: z.object({ number: count, digest: sha256, result: sha256.nullable() }).nullable(),
  scenario: z.string(),
  fallbacks: z.array(z.string()),
  planDigest: sha256,
  startedAt: z.iso.datetime(),
  harness: z.object({ name: z.string(), version: z.string() }),
}) satisfies z.ZodType<DrillStarted>

export const drillResult = z.object({
  run: z.string().min(1),
  number: count,
  started: sha256,
  journal: z.object({ records: z.int().min(0), head: sha256 }),
  verdict: z.enum(verdicts),
  endedAt: z.iso.datetime(),
}) satisfies z.ZodType<DrillResult>

export const planApproval = z.object({
  approver: z.string().min(1),
  scenario: z.string(),
  approvedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
}) satisfies z.ZodType<PlanApproval>

export const resultWitness = z.object({
  witness: z.string().min(1),
  run: z.string().min(1),
  witnessedAt: z.iso.datetime(),
}) satisfies z.ZodType<ResultWitness>
