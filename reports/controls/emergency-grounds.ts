import type { CustodyStage } from '../../harness/model/audit.ts'
import { recordsOf } from '../../harness/model/record.ts'
import { isEmergency } from '../../harness/oracles/judging/attribution.ts'
import type { Evidence } from '../report.ts'
import type { GroundName } from './control.ts'
import { absent, broken, type Ground, held, judged } from './ground.ts'

type Emergency = 'refusals' | 'emergency-approved' | 'emergency-ended' | 'key-rotated' | 'alerted'

/** What the journal says of emergency access. */
export function emergencyGrounds(evidence: Evidence): Readonly<Record<Emergency & GroundName, Ground>> {
  return {
    refusals: refusals(evidence),
    'emergency-approved': approved(evidence),
    'emergency-ended': ended(evidence),
    'key-rotated': rotated(evidence),
    alerted: alerted(evidence),
  }
}

function refusals({ history }: Evidence): Ground {
  const controls = recordsOf(history, 'control')
  const open = controls.filter(({ outcome }) => outcome === 'granted')
  if (open.length > 0)
    return broken(
      `not refused: ${open.map(({ control }) => control).join(', ')}`,
      open.map(({ seq }) => seq),
    )
  const shut = controls.filter(({ outcome }) => outcome === 'denied' || outcome === 'challenged')
  if (shut.length === 0) return absent('nothing that must be refused was tried')
  return held(
    `refused: ${shut.map(({ control }) => control).join(', ')}`,
    shut.map(({ seq }) => seq),
  )
}

const stages = ({ audit }: Evidence, wanted: CustodyStage['stage']) =>
  audit.custody.filter(({ stage }) => stage === wanted)

function approved(evidence: Evidence): Ground {
  const given = stages(evidence, 'approval').filter(({ who }) => who)
  if (given.length === 0) return absent('no named approval of emergency access is on record')
  return held(
    `approved by ${given.map(({ who }) => who).join('; ')}`,
    given.flatMap(({ events }) => events),
  )
}

/** Closed again, and what came of those who tried it afterwards: the part of the promise that is about this door. */
function ended(evidence: Evidence): Ground {
  const closed = stages(evidence, 'disarm')
  if (closed.length === 0) return absent('emergency access was not ended in this drill')
  const reasons = evidence.judgement.findings
    .filter(({ oracle }) => oracle === 'revocation')
    .flatMap((finding) => finding.reasons)
    .filter(({ access }) => access !== undefined && isEmergency(access))
  const failed = reasons.filter(({ verdict }) => verdict === 'failed')
  if (failed.length > 0)
    return broken(
      failed.map(({ text }) => text).join(' '),
      failed.flatMap(({ events }) => events),
    )
  const passed = reasons.filter(({ verdict }) => verdict === 'passed')
  if (passed.length === 0) return absent('nobody tried emergency access after its end')
  return held(
    passed.map(({ text }) => text).join(' '),
    passed.flatMap(({ events }) => events),
  )
}

function rotated({ history }: Evidence): Ground {
  const states = recordsOf(history, 'emergency.state')
  const armed = states.find(({ state }) => state === 'armed')
  const after = armed && states.find((entry) => entry.seq > armed.seq && entry.state !== 'armed')
  if (!armed || !after) return absent('no emergency key came out of use')
  const text = `emergency key: generation ${armed.generation} → ${after.generation}, ${after.state}`
  return judged(after.generation !== armed.generation && after.state === 'sealed', text, [after.seq])
}

function alerted({ history, audit }: Evidence): Ground {
  const alerts = recordsOf(history, 'alert').filter(({ knownPositive }) => !knownPositive)
  const missed = alerts.filter(({ ok }) => !ok)
  if (missed.length > 0)
    return broken(
      `never seen: ${missed.map(({ alert }) => alert).join(', ')}`,
      missed.map(({ seq }) => seq),
    )
  if (alerts.length === 0) return absent('no alert was looked for')
  const by = audit.custody.find(({ stage, recipient }) => stage === 'alert' && recipient)?.recipient
  return held(
    `seen${by ? ` by ${by}` : ''}: ${alerts.map(({ alert }) => alert).join(', ')}`,
    alerts.map(({ seq }) => seq),
  )
}
