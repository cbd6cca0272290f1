import type { AuditRecord, FollowUp, Roster, SignOff } from '../model/audit.ts'
import type { Judgement } from '../model/finding.ts'
import { type Answerable, answers } from '../model/follow-up.ts'
import type { Plan } from '../model/plan.ts'
import { type History, recordsOf } from '../model/record.ts'
import { anomaliesOf } from './audit/anomalies.ts'
import { custodyOf } from './audit/custody.ts'
import { recoveryMs } from './audit/recovery.ts'
import { conductedOf } from './audit/steps.ts'

/** All that is known of one drill; everything but sign-offs and follow-ups stands in its folder. */
export interface Audited {
  readonly run: string
  /** Number in the ledger; null for a run that has none. */
  readonly number: number | null
  readonly plan: Plan
  readonly history: History
  readonly judgement: Judgement
  readonly followUps: readonly FollowUp[]
  /** Signatures beside the approvals that the journal tells of. */
  readonly signOffs: readonly SignOff[]
}

/** Gathers what an auditor asks for. Pure: the same folder gives the same record. */
export function audit(of: Audited): AuditRecord {
  const { run, number, plan, history, judgement, followUps, signOffs } = of
  const failed = failedIn(judgement)
  const taken = (failure: Answerable) => followUps.some((each) => answers(each, failure))
  const open = failed.filter((failure) => !taken(failure)).map(({ finding }) => finding)
  const steps = conductedOf(plan, history)
  return {
    ...{ drill: run, number, scenario: plan.scenario },
    ...{ scenarioDigest: plan.scenarioDigest, estateDigest: plan.estateDigest },
    roster: rosterOf(history),
    runbooks: (plan.runbooks ?? []).map(({ name, title, version, digest }) => ({
      ...{ name, title, version, digest },
    })),
    steps,
    custody: custodyOf(plan, history),
    prediction: plan.prediction ?? null,
    criticalFunction: plan.criticalFunction ?? null,
    recoveryObjective: {
      objectiveMs: plan.recoveryObjectiveMs ?? null,
      measuredMs: recoveryMs(plan, judgement),
    },
    verdict: judgement.verdict,
    versions: recordsOf(history, 'run.started')[0]?.versions ?? {},
    anomalies: anomaliesOf(history, steps),
    followUps: followUps.filter((each) => failed.some((failure) => answers(each, failure))),
    open: [...new Set(open)],
    signOffs: [...approvalsIn(history), ...signOffs],
  }
}

/** Approvals were verified before the run, which took down whose they were. */
function approvalsIn(history: History): SignOff[] {
  return recordsOf(history, 'run.approval').map(({ approver, approvedAt, keyId }) => ({
    ...{ role: 'approver', who: approver, at: approvedAt, keyId },
  }))
}

function rosterOf(history: History): Roster {
  const told = recordsOf(history, 'run.roster').at(-1)
  if (!told) return { approvers: [], participants: [] }
  const { coordinator, approvers, witness, participants } = told
  return { coordinator, approvers, witness, participants }
}

/** Everything that failed, as follow-ups can speak of it. */
function failedIn({ scenario, findings }: Judgement): Answerable[] {
  return findings.flatMap(({ oracle, reasons }) =>
    reasons
      .filter(({ verdict }) => verdict === 'failed')
      .map(({ code, access }) => ({ scenario, finding: `${oracle}/${code}`, access })),
  )
}
