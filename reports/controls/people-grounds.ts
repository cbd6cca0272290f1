import type { Evidence } from '../report.ts'
import type { GroundName } from './control.ts'
import { absent, broken, type Ground, held } from './ground.ts'

type People =
  | 'runbook-followed'
  | 'people-took-part'
  | 'plan-approved'
  | 'numbered'
  | 'prediction'
  | 'follow-up'

/** What people did, signed, wrote down beforehand, or took upon themselves. */
export function peopleGrounds(evidence: Evidence): Readonly<Record<People & GroundName, Ground>> {
  return {
    'runbook-followed': followed(evidence),
    'people-took-part': tookPart(evidence),
    'plan-approved': approved(evidence),
    numbered: numbered(evidence),
    prediction: prediction(evidence),
    'follow-up': followUp(evidence),
  }
}

function followed({ audit }: Evidence): Ground {
  const steps = audit.steps.filter(({ runbook }) => runbook !== '')
  if (steps.length === 0) return absent('no runbook was followed step by step')
  const done = steps.filter(({ outcome }) => outcome === 'done')
  const failed = steps.filter(({ outcome }) => outcome === 'failed')
  const text = `${done.length} of ${steps.length} steps of ${audit.runbooks.map(({ name, version }) => `${name} (version ${version})`).join(', ')} were done`
  const events = steps.flatMap((step) => step.events)
  if (failed.length > 0)
    return broken(`${text}; failed: ${failed.map(({ step }) => step).join(', ')}`, events)
  const left = steps.filter(({ outcome }) => outcome === 'not-done')
  if (left.length > 0) return absent(`${text}; not done: ${left.map(({ step }) => step).join(', ')}`)
  return held(text, events)
}

function tookPart({ audit }: Evidence): Ground {
  const steps = audit.steps.filter(({ by, outcome }) => by === 'person' && outcome === 'done')
  if (steps.length === 0) return absent('no step was done by a person')
  return held(
    `steps by ${[...new Set(steps.map(({ who }) => who))].join(', ')}`,
    steps.flatMap(({ events }) => events),
  )
}

function approved({ audit }: Evidence): Ground {
  const signed = audit.signOffs.filter(({ role }) => role === 'approver')
  if (signed.length === 0) return absent('nobody signed the plan: names alone are no approvals')
  return held(`the plan was signed by ${signed.map(({ who }) => who).join(', ')}`)
}

function numbered({ audit }: Evidence): Ground {
  if (audit.number === null) return absent('the run has no number in a ledger')
  return held(`run ${audit.number} of the ledger`)
}

function prediction({ audit }: Evidence): Ground {
  return audit.prediction === null
    ? absent('no prediction was written down')
    : held('a prediction was written down before anything was injected')
}

function followUp({ audit }: Evidence): Ground {
  const open = audit.open.length
  if (open > 0) return absent(`${open} finding${open === 1 ? '' : 's'} nobody has taken yet`)
  if (audit.followUps.length === 0) return absent('nothing failed, so nothing had to be taken')
  return held(
    audit.followUps.map(({ finding, owner, until }) => `${finding}: ${owner}, until ${until}`).join('; '),
  )
}
