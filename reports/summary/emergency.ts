import type { CustodyStage } from '../../harness/model/audit.ts'
import { attemptsOf, stepEnd } from '../../harness/model/observed.ts'
import type { Evidence } from '../report.ts'

export interface Emergency {
  /** Each time that it was opened: who approved and who asked, as far as the journal names them. */
  readonly opened: readonly CustodyStage[]
  readonly requester?: string
  /** When disarming had been done, or the credential had run out; undefined when neither was seen. */
  readonly endedMs?: number
  readonly how?: 'disarmed' | 'sealed'
  /** The last time that it let somebody in; undefined when it never did. */
  readonly lastUseMs?: number
  /** True when it let somebody in whom the promise of revocation wanted out. */
  readonly goesOn: boolean
}

const classes = ['emergency-armed', 'emergency-session']

/** Who opened emergency access, and whether it ended. Undefined when the drill had none. */
export function emergency(evidence: Evidence): Emergency | undefined {
  const { audit, plan, history, judgement } = evidence
  const opened = audit.custody.filter(({ stage }) => stage === 'approval')
  const arms = plan.steps.filter(({ step }) => step === 'arm')
  if (opened.length === 0 && arms.length === 0) return undefined
  const uses = classes
    .flatMap((access) => attemptsOf(history, access))
    .filter(({ outcome }) => outcome === 'granted')
  const disarms = plan.steps
    .filter(({ step }) => step === 'disarm')
    .flatMap(({ id }) => stepEnd(history, id) ?? [])
  const done = disarms.findLast(({ ok }) => ok)?.endMs
  const sealed = audit.custody.findLast(({ stage }) => stage === 'disarm')?.atMs ?? undefined
  const goesOn = judgement.findings
    .filter(({ oracle }) => oracle === 'revocation')
    .flatMap(({ reasons }) => reasons)
    .some(({ verdict, access }) => verdict === 'failed' && access !== undefined && classes.includes(access))
  const requester = audit.custody.find(({ stage, who }) => stage === 'retrieval' && who)?.who
  const lastUseMs = uses.length === 0 ? undefined : Math.max(...uses.map(({ endMs }) => endMs))
  return {
    opened,
    goesOn,
    ...(requester === undefined ? {} : { requester }),
    ...(lastUseMs === undefined ? {} : { lastUseMs }),
    ...(done === undefined
      ? sealed === undefined
        ? {}
        : { endedMs: sealed, how: 'sealed' }
      : { endedMs: done, how: 'disarmed' }),
  }
}
