import { createHash } from 'node:crypto'
import type { Plan } from '../harness/model/plan.ts'

/** SHA-256 (hex) of plan.json as it stands in the run's folder. */
export function planDigest(plan: Plan): string {
  return createHash('sha256')
    .update(`${JSON.stringify(plan, null, 2)}\n`)
    .digest('hex')
}
