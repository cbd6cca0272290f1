import { fitting, readJson } from '../model/json-file.ts'
import type { Plan } from '../model/plan.ts'
import { planSchema } from '../model/plan-schema.ts'

/** A plan and the very text that it is stored as: what is approved is the text. */
export interface SavedPlan {
  readonly text: string
  readonly plan: Plan
}

/** A plan is stored in one form, so that the same plan has the same digest. */
export function savedPlan(plan: Plan): SavedPlan {
  return { text: `${JSON.stringify(plan, null, 2)}\n`, plan }
}

const expected = 'a plan that `drill plan --save` wrote'

/** Reads a plan that `drill plan --save` wrote. Throws `bad-input` for anything else. */
export function readSavedPlan(file: string): SavedPlan {
  const { text, value } = readJson(file, expected)
  return { text, plan: fitting(planSchema, value, file, expected) }
}
