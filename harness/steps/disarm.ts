import * as z from 'zod'
import { emergencyOf } from './emergency.ts'
import type { Step } from './step.ts'

const options = z.strictObject({
  runbook: z
    .string()
    .min(1, 'the name of a runbook of the estate')
    .meta({ description: 'Runbook that is followed.' }),
})
export type DisarmOptions = z.infer<typeof options>

/** Ends emergency access while it is still valid: credential, sessions and key. */
export const disarm: Step<DisarmOptions> = {
  name: 'disarm',
  summary: 'Ends emergency access before its time: credential and sessions die, the key is rotated',
  options,
  needs: [],
  async act({ actors, recorder, signal }, { runbook }) {
    await emergencyOf(actors, runbook, (actor) => actor.disarm(recorder, signal))
    return { detail: 'disarmed' }
  },
}
