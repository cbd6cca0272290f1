import { describe, expect, test } from 'vitest'
import { DrillError } from '../../harness/model/error.ts'
import { arm } from '../../harness/steps/arm.ts'
import { disarm } from '../../harness/steps/disarm.ts'
import { type StepContext, StepCut } from '../../harness/steps/step.ts'
import type { Actor, EmergencyActor } from '../../harness/workloads/workload.ts'

/** Two teams with a runbook each, and what they were told. */
function teams(...failing: Error[]) {
  const told: string[] = []
  const team = (runbook: string): Actor => {
    const act = (verb: string) => async () => {
      const failure = failing.shift()
      if (failure) throw failure
      told.push(`${verb} ${runbook}`)
    }
    const emergency: EmergencyActor = { runbook, arm: act('arm'), disarm: act('disarm') }
    return { name: runbook, probes: [], emergency, leave: async () => {} }
  }
  const bystander: Actor = { name: 'clerk', probes: [], leave: async () => {} }
  const actors = [bystander, team('idp-outage'), team('vault-outage')]
  return { told, context: { actors, signal: new AbortController().signal } as unknown as StepContext }
}

const arming = (runbook: string) => ({ runbook, approvals: 2, ttl: 60_000 })

describe('of two teams with emergency access', () => {
  test.each(['idp-outage', 'vault-outage'])('the one of %s is armed and disarmed by it', async (runbook) => {
    const { told, context } = teams()
    await arm.act(context, arming(runbook))
    await disarm.act(context, { runbook })
    expect(told).toEqual([`arm ${runbook}`, `disarm ${runbook}`])
  })

  test('none is taken for another runbook', async () => {
    const { told, context } = teams()
    await expect(arm.act(context, arming('ca-outage'))).rejects.toThrow('by the runbook ca-outage')
    await expect(disarm.act(context, { runbook: 'ca-outage' })).rejects.toMatchObject({ code: 'bad-input' })
    expect(told).toEqual([])
  })

  test('one whose estate does not answer is tried again', async () => {
    const { context } = teams(new DrillError('stack-lost', 'the ledger does not answer'))
    await expect(arm.act(context, arming('vault-outage'))).rejects.toBeInstanceOf(StepCut)
  })
})
