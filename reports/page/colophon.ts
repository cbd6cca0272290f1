import { recordsOf } from '../../harness/model/record.ts'
import { planDigest } from '../plan-digest.ts'
import type { Evidence } from '../report.ts'
import { html, type Markup } from './markup.ts'

/** Versions and digests: what was tested, by what, and from which inputs. */
export function colophon({ run, plan, history, audit }: Evidence): Markup {
  const started = recordsOf(history, 'run.started')[0]
  const pairs: [string, string][] = [
    ['Run', run],
    ['Ledger', audit.number === null ? 'not numbered' : `run ${audit.number}`],
    ['Started', started?.time ?? 'not recorded'],
    ['Scenario', `${plan.scenario} (${plan.scenarioDigest})`],
    ['Estate', `${plan.estate} (${plan.estateDigest})`],
    ['Plan', `sha256:${planDigest(plan)}`],
    ['Stack driver', `${plan.driver}: ${plan.driverBecause}`],
    ['Seed', String(plan.seed)],
    ...Object.entries(started?.versions ?? {}),
  ]
  return html`<dl class="colophon">${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}
