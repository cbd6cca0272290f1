import type { Verdict } from '../../harness/model/words.ts'
import type { Evidence } from '../report.ts'
import type { GroundName } from './control.ts'
import { emergencyGrounds } from './emergency-grounds.ts'
import type { Ground } from './ground.ts'
import { absent, held, judged } from './ground.ts'
import { peopleGrounds } from './people-grounds.ts'
import { trialGrounds } from './trial-grounds.ts'

export type Grounds = Readonly<Record<GroundName, Ground>>

/** What this run really had, of all that claims rest on. A run without approvals has no ground for claiming them. */
export function groundsOf(evidence: Evidence): Grounds {
  return {
    'fallback-access': promise(evidence, 'fallback-access'),
    'session-continuity': promise(evidence, 'session-continuity'),
    revocation: promise(evidence, 'revocation'),
    'fail-closed': promise(evidence, 'fail-closed'),
    recovery: promise(evidence, 'recovery'),
    ...trialGrounds(evidence),
    ...emergencyGrounds(evidence),
    ...peopleGrounds(evidence),
  }
}

const undecided: Readonly<Record<Exclude<Verdict, 'passed' | 'failed'>, string>> = {
  inconclusive: 'was not proven',
  errored: 'could not be judged: the harness failed',
  aborted: 'could not be judged: the drill was stopped',
}

/** A promise counts only with a conclusive verdict, of a run that came to its end. */
function promise({ judgement }: Evidence, oracle: string): Ground {
  const finding = judgement.findings.find((entry) => entry.oracle === oracle)
  if (!finding) return absent(`${oracle} was not promised in this drill`)
  const stopped = judgement.verdict === 'errored' || judgement.verdict === 'aborted'
  const verdict = stopped ? judgement.verdict : finding.verdict
  if (verdict !== 'passed' && verdict !== 'failed') return absent(`${oracle} ${undecided[verdict]}`)
  const events = finding.reasons
    .filter((reason) => reason.verdict === verdict)
    .flatMap(({ events }) => events)
  return judged(verdict === 'passed', `${oracle}: ${finding.summary}`, [...new Set(events)])
}

/** Everything that speaks for a claim, or the first thing that it lacks. */
export function together(grounds: readonly Ground[]): Ground {
  const state = (['broken', 'absent'] as const).find((word) =>
    grounds.some((ground) => ground.state === word),
  )
  const telling = state ? grounds.filter((ground) => ground.state === state) : grounds
  const text = telling.map((ground) => ground.text).join('; ')
  const events = [...new Set(telling.flatMap((ground) => ground.events))]
  if (state === 'absent') return absent(text)
  return state === 'broken' ? { state, text, events } : held(text, events)
}
