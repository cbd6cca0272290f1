import { stepEnd } from '../../harness/model/observed.ts'
import type { PlannedRevocation } from '../../harness/model/plan.ts'
import { clock, seconds } from '../../harness/model/timing.ts'
import type { Evidence } from '../report.ts'
import { html, type Markup } from './markup.ts'
import { isOpen } from './paths.ts'
import { badge } from './verdicts.ts'

/** Each revocation: when it was ordered, when it bit at the resource, and what was owed meanwhile. */
export function revocations(evidence: Evidence): Markup {
  const { plan } = evidence
  if (plan.revocations.length === 0) return html`<p class="quiet">Nothing was revoked in this drill.</p>`
  return html`<table><thead><tr><th>Revoked</th><th>Via</th><th>Twin that keeps access</th><th>Ordered</th><th>Took hold after</th><th>Allowed</th><th>Verdict</th></tr></thead><tbody>${plan.revocations.map((planned) => row(evidence, planned))}</tbody></table>
<p class="note">The interval runs from the last grant that began to the first lasting denial that ended, at the resource. Where a fault cut the way of the command it is <em>revocation debt</em>: owed until the outage was over.</p>`
}

function row(evidence: Evidence, planned: PlannedRevocation): Markup {
  const { plan, history, judgement } = evidence
  const end = stepEnd(history, planned.step)
  const finding = judgement.findings.find((entry) => entry.oracle === 'revocation')
  const measure = finding?.measures.find((entry) => entry.access === planned.access)
  const verdict =
    finding?.reasons.find((entry) => entry.access === planned.access)?.verdict ??
    finding?.verdict ??
    'inconclusive'
  const took = isOpen(evidence, measure)
    ? `never, in ${seconds(measure?.highMs ?? 0)}`
    : measure
      ? `${seconds(measure.lowMs)} to ${seconds(measure.highMs)}`
      : 'not shown'
  const tries =
    end && end.tries > 1 ? html`<small>${end.tries} tries, through at ${clock(end.endMs)}</small>` : false
  const allowed = `${seconds(planned.withinMs)} after ${planned.cut ? 'recovery' : 'the command'}`
  return html`<tr><th>${planned.what} of ${planned.identity}<small>${planned.access}, owner ${plan.owners[planned.identity] ?? 'unknown'}</small></th><td>${planned.via}${planned.cut ? html`<small>cut by the fault</small>` : false}</td><td>${planned.twin}</td><td class="number">${clock(end?.beganMs ?? planned.atMs)}${tries}</td><td class="number">${took}<small>${planned.cut ? 'revocation debt' : 'latency'}</small></td><td>${allowed}</td><td>${badge(verdict)}</td></tr>`
}
