import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { DrillError } from '../model/error.ts'
import type { Plan } from '../model/plan.ts'

/** A plan and the very text that it is stored as: what is approved is the text. */
export interface SavedPlan {
  readonly text: string
  readonly plan: Plan
}

/** A plan is stored in one form, so that the same plan has the same digest. */
export function savedPlan(plan: Plan): SavedPlan {
  return { text: `${JSON.stringify(plan, null, 2)}\n`, plan }
}

const readable = z.looseObject({ schema: z.literal('identity-drill/plan/1'), scenario: z.string() })

/** Reads a plan that `drill plan --save` wrote. Throws `bad-input` for anything else. */
export function readSavedPlan(file: string): SavedPlan {
  const bytes = attempt(file, 'cannot be read', () => readFileSync(file))
  const text = bytes.toString('utf8')
  if (!Buffer.from(text).equals(bytes)) throw noPlan(file, 'not UTF-8')
  const value: unknown = attempt(file, 'not JSON', () => JSON.parse(text))
  if (!readable.safeParse(value).success) throw noPlan(file, 'not a plan of this version')
  return { text, plan: value as Plan }
}

function attempt<T>(file: string, message: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw noPlan(file, message, cause)
  }
}

function noPlan(file: string, message: string, cause?: unknown): DrillError {
  return new DrillError('bad-input', `${file}: ${message}`, {
    cause,
    problems: [{ file, message, expected: 'a plan that `drill plan --save` wrote' }],
  })
}
