import type { Measure, Reason } from '../model/finding.ts'
import { stepEnd } from '../model/observed.ts'
import type { Plan, PlannedRevocation } from '../model/plan.ts'
import type { History } from '../model/record.ts'
import { isEndedTask } from './judging/attribution.ts'
import { disarmReasons } from './judging/disarmed.ts'
import { expectationReasons } from './judging/expectations.ts'
import { promise } from './judging/promise.ts'
import { cite, ownerOf, reason } from './judging/reason.ts'
import { revocationMeasures } from './judging/revocation-measures.ts'
import { revokedCase } from './judging/revoked-case.ts'
import { judgeCase } from './judging/revoked-checks.ts'

function noCase(
  history: History,
  plan: Plan,
  planned: PlannedRevocation,
  why: 'not-commanded' | 'not-healed',
): Reason {
  const end = stepEnd(history, planned.step)
  const subject = {
    access: planned.access,
    owner: ownerOf(plan, planned.access),
    events: cite(end ? [end] : []),
  }
  const detail = end?.detail ? `: ${end.detail}` : ''
  const text =
    why === 'not-commanded'
      ? `The revocation of the ${planned.what} of ${planned.identity} never got through${detail}.`
      : `The channel ${planned.via} was never seen to heal, so no deadline can be set.`
  return reason('inconclusive', why, text, subject)
}

function examineOne(
  history: History,
  plan: Plan,
  planned: PlannedRevocation,
): { reason: Reason; measures: Measure[] } {
  const found = revokedCase(history, plan, planned)
  if (typeof found === 'string') return { reason: noCase(history, plan, planned, found), measures: [] }
  return { reason: judgeCase(plan, found), measures: revocationMeasures(history, plan, found) }
}

export const revocation = promise({
  name: 'revocation',
  promise: 'What is revoked stays revoked, in the outage and after it.',
  applies: (plan) =>
    plan.revocations.length > 0 ||
    plan.steps.some((step) => step.step === 'disarm') ||
    plan.expectations.some(({ access }) => isEndedTask(access)),
  examine: (history, plan) => {
    const cases = plan.revocations.map((planned) => examineOne(history, plan, planned))
    return {
      reasons: [
        ...cases.map((entry) => entry.reason),
        ...disarmReasons(history, plan),
        ...expectationReasons(history, plan, 'revocation'),
      ],
      measures: cases.flatMap((entry) => entry.measures),
    }
  },
  kept: ({ measures }, plan) => {
    const debts = measures.filter((entry) => entry.name === 'revocation-debt').length
    if (plan.revocations.length === 0) return 'What was ended stayed ended, and nothing came back.'
    const owed = debts > 0 ? ` ${debts} of them had to wait for the outage to end.` : ''
    return `All ${plan.revocations.length} revocations took effect in time and nothing that was revoked came back.${owed}`
  },
})
