import * as z from 'zod'
import { every, nameIn } from './probe.ts'
import type { Workload } from './workload.ts'

const options = z.strictObject({ runbook: nameIn('a runbook of the estate'), every })
type EmergencyAccessOptions = z.infer<typeof options>

/** Break-glass: unarmed it must open nothing, armed it must work without the IdP, disarmed it must end at once. */
export const emergencyAccess: Workload<EmergencyAccessOptions> = {
  name: 'emergency-access',
  summary: 'Emergency access to the ledger with two approvals: unarmed, armed, in a session, disarmed',
  options,
  classes: () => ['emergency-unarmed', 'emergency-armed', 'emergency-session'],
  enter: async (enter, chosen) => (await import('./emergency/access.ts')).enterEmergencyAccess(enter, chosen),
  undo: async (stack, what, signal) =>
    (await import('./emergency/sealing.ts')).sealedAgain(stack, what, signal),
}
