import { recordsOf } from '../../harness/model/record.ts'
import { seconds } from '../../harness/model/timing.ts'
import type { Evidence } from '../report.ts'
import type { GroundName } from './control.ts'
import { absent, broken, type Ground, held, judged } from './ground.ts'

type Trial =
  | 'fault-proven'
  | 'fault-undone'
  | 'impostor-refused'
  | 'machine-revoked'
  | 'objective'
  | 'inventory'
  | 'lifetimes'

/** What was tried on the estate, apart from emergency access. */
export function trialGrounds(evidence: Evidence): Readonly<Record<Trial & GroundName, Ground>> {
  return {
    'fault-proven': faultProven(evidence),
    'fault-undone': faultUndone(evidence),
    'impostor-refused': impostorRefused(evidence),
    'machine-revoked': machineRevoked(evidence),
    objective: objective(evidence),
    inventory: inventory(evidence),
    lifetimes: lifetimes(evidence),
  }
}

/** Judges conclude nothing without witnesses, so any conclusive finding of a run that ended shows that there were some. */
function faultProven({ judgement, history }: Evidence): Ground {
  const proven = judgement.findings.some(({ verdict }) => verdict === 'passed' || verdict === 'failed')
  const ended = judgement.verdict !== 'errored' && judgement.verdict !== 'aborted'
  const seen = recordsOf(history, 'witness').filter((entry) => entry.ok && entry.moment !== 'before')
  if (!proven || !ended || seen.length === 0) return absent('no fault was proven')
  return held(
    `${seen.length} observations by witnesses prove the fault`,
    seen.map(({ seq }) => seq),
  )
}

function faultUndone({ plan, history }: Evidence): Ground {
  const read = plan.faults.map(({ id }) =>
    recordsOf(history, 'undo.verified').findLast((entry) => entry.fault === id),
  )
  const seen = read.filter((entry) => entry !== undefined)
  const events = seen.map(({ seq }) => seq)
  if (seen.some(({ ok }) => !ok)) return broken('a fault was not undone', events)
  if (seen.length < read.length || read.length === 0) return absent('nobody read back that all was undone')
  return held('every fault was undone and read back', events)
}

function impostorRefused({ plan, judgement }: Evidence): Ground {
  const classes = plan.workloads
    .filter(({ workload }) => workload === 'impostor')
    .flatMap((entry) => entry.classes)
  const reasons = judgement.findings
    .flatMap((finding) => finding.reasons)
    .filter(({ access }) => access !== undefined && classes.includes(access))
  const failed = reasons.filter(({ verdict }) => verdict === 'failed')
  if (failed.length > 0)
    return broken(
      `an impostor got in: ${[...new Set(failed.map(({ access }) => access))].join(', ')}`,
      failed.flatMap(({ events }) => events),
    )
  const passed = reasons.filter(({ verdict }) => verdict === 'passed')
  if (passed.length === 0) return absent('no impostor was conclusively refused')
  return held(
    `impostors were refused: ${classes.join(', ')}`,
    passed.flatMap(({ events }) => events),
  )
}

const ofMachines = ['client', 'vault-token', 'lease']

function machineRevoked({ plan }: Evidence): Ground {
  const revoked = plan.revocations.filter(({ what }) => ofMachines.includes(what))
  if (revoked.length === 0) return absent('no credential of a machine was revoked')
  return held(`revoked: ${revoked.map(({ what, identity }) => `${what} of ${identity}`).join(', ')}`)
}

function objective({ audit }: Evidence): Ground {
  const { criticalFunction, recoveryObjective } = audit
  const { objectiveMs, measuredMs } = recoveryObjective
  if (objectiveMs === null) return absent('no recovery objective is set')
  if (measuredMs === null) return absent('recovery was not measured')
  const text = `${criticalFunction ?? 'recovery'}: ${seconds(measuredMs)}, objective ${seconds(objectiveMs)}`
  return judged(measuredMs <= objectiveMs, text)
}

function inventory({ plan }: Evidence): Ground {
  const count = Object.keys(plan.owners).length
  return count === 0 ? absent('no owners are declared') : held(`${count} identities and runbooks have owners`)
}

function lifetimes({ plan }: Evidence): Ground {
  const crossed = plan.lifetimes.filter((entry) => entry.crossed).length
  if (plan.lifetimes.length === 0) return absent('no lifetimes are declared')
  return held(`${plan.lifetimes.length} lifetimes and caches declared, ${crossed} ran out in the drill`)
}
