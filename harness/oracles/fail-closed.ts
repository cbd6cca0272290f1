import type { Reason } from '../model/finding.ts'
import type { Plan } from '../model/plan.ts'
import { type History, recordsOf } from '../model/record.ts'
import { controlReasons } from './judging/controls.ts'
import { expectationReasons } from './judging/expectations.ts'
import { promise } from './judging/promise.ts'
import { cite, ownerOf, reason } from './judging/reason.ts'
import { removedKeyMeasures } from './judging/removed-key.ts'
import { revokedCase } from './judging/revoked-case.ts'

/** A revoked principal let in just because nobody could be asked: the channel's authority was restarting. Who is let in at other times too is the revocation's failure. */
function unverifiedGrants(history: History, plan: Plan): Reason[] {
  return plan.revocations.flatMap((planned) => {
    const found = revokedCase(history, plan, planned)
    if (typeof found === 'string' || found.late.length > 0 || found.unverified.length === 0) return []
    const text = `${planned.access} was let in while its authority could not be asked.`
    const subject = {
      access: planned.access,
      owner: ownerOf(plan, planned.access),
      events: cite(found.unverified),
    }
    return [reason('failed', 'granted-unverified', text, subject)]
  })
}

/** A refusal that says that all is well: dashboards, caches and clients take it for access. */
function disguisedDenials(history: History, plan: Plan): Reason[] {
  const disguised = recordsOf(history, 'attempt').filter(
    ({ outcome, status }) => outcome === 'denied' && typeof status === 'number' && status < 300,
  )
  return [...Map.groupBy(disguised, ({ access }) => access)].map(([access, attempts]) => {
    const subject = { access, owner: ownerOf(plan, access), events: cite(attempts) }
    const text = `${access} was refused with the status of a success, ${attempts.length} times.`
    return reason('failed', 'denial-answered-200', text, subject)
  })
}

export const failClosed = promise({
  name: 'fail-closed',
  promise: 'Nobody gets in just because the authority cannot be asked.',
  applies: (plan) =>
    plan.workloads.some((entry) => entry.workload === 'emergency-access') ||
    plan.expectations.some((entry) => entry.outcome !== 'granted'),
  examine: (history, plan) => ({
    reasons: [
      ...controlReasons(history, plan),
      ...unverifiedGrants(history, plan),
      ...disguisedDenials(history, plan),
      ...expectationReasons(history, plan, 'fail-closed'),
    ],
    measures: removedKeyMeasures(history, plan),
  }),
  kept: ({ reasons }, _plan) => {
    const classes = new Set(reasons.flatMap((entry) => entry.access ?? [])).size
    const controls = reasons.some((entry) => entry.code === 'controls-refused')
    return `${classes} kinds of access stayed shut as promised${controls ? ', and every request that must be refused was refused' : ''}.`
  },
})
