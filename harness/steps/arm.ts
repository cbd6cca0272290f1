import * as z from 'zod'
import { duration } from '../model/duration.ts'
import { emergencyOf } from './emergency.ts'
import type { Step } from './step.ts'

const options = z.strictObject({
  runbook: z
    .string()
    .min(1, 'the name of a runbook of the estate')
    .meta({ description: 'Runbook that is followed.' }),
  approvals: z.number().int().min(1).max(5).default(2).meta({ description: 'How many approvers sign.' }),
  ttl: duration
    .refine((ms) => ms >= 1_000 && ms <= 3_600_000, 'between 1s and 1h')
    .meta({ description: 'Time to live: it must outlast the outage.' }),
})
export type ArmOptions = z.infer<typeof options>

/** Opens emergency access, after the negative controls that belong to it. */
export const arm: Step<ArmOptions> = {
  name: 'arm',
  summary: 'Opens emergency access by approvals, after trying everything that must be refused',
  options,
  needs: [],
  async act({ actors, recorder, signal }, { runbook, approvals, ttl }) {
    await emergencyOf(actors, runbook, (actor) => actor.arm({ approvals, ttlMs: ttl }, recorder, signal))
    return { detail: `armed with ${approvals} approvals for ${ttl} ms` }
  },
}
