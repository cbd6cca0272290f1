import { DrillError } from '../model/error.ts'
import type { Actor, EmergencyActor } from '../workloads/workload.ts'
import { StepCut } from './step.ts'

/** Does something with the workload that has emergency access; throws `StepCut` while the estate does not answer. */
export async function emergencyOf(
  actors: readonly Actor[],
  act: (actor: EmergencyActor) => Promise<void>,
): Promise<void> {
  const actor = actors.find(({ emergency }) => emergency)?.emergency
  if (!actor)
    throw new DrillError(
      'bad-input',
      'no workload has emergency access: add emergency-access to the scenario',
    )
  try {
    await act(actor)
  } catch (error) {
    if (error instanceof DrillError && error.code === 'stack-lost') throw new StepCut(error.message)
    throw error
  }
}
