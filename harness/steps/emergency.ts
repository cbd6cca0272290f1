import { DrillError } from '../model/error.ts'
import type { Actor, EmergencyActor } from '../workloads/workload.ts'
import { StepCut } from './step.ts'

/** Does something with the workload that tries emergency access by this runbook; throws `StepCut` while the estate does not answer. */
export async function emergencyOf(
  actors: readonly Actor[],
  runbook: string,
  act: (actor: EmergencyActor) => Promise<void>,
): Promise<void> {
  const actor = actors.find(({ emergency }) => emergency?.runbook === runbook)?.emergency
  if (!actor)
    throw new DrillError('bad-input', `no workload has emergency access by the runbook ${runbook}`, {
      next: 'Add emergency-access with this runbook to the scenario.',
    })
  try {
    await act(actor)
  } catch (error) {
    if (error instanceof DrillError && error.code === 'stack-lost') throw new StepCut(error.message)
    throw error
  }
}
