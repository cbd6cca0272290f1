import { type Finding, type Judgement, worst } from '../model/finding.ts'
import type { Plan } from '../model/plan.ts'
import { type History, recordsOf } from '../model/record.ts'
import type { Verdict } from '../model/words.ts'
import type { Oracle } from '../oracles/oracle.ts'

/** Name of the finding that the harness makes about itself. */
export const cleanUpFinding = 'clean-up'

/** Judges a history, new or old. An oracle that crashes gives an `errored` finding and never hides the others. */
export function judge(history: History, plan: Plan, oracles: readonly Oracle[]): Judgement {
  const own = oracles
    .filter((oracle) => oracle.applies?.(plan) ?? true)
    .map((oracle) => findingOf(oracle, history, plan))
  const findings = [...own, ...survivors(history, worst(own.map(({ verdict }) => verdict)))]
  return {
    schema: 'identity-drill/findings/1',
    run: recordsOf(history, 'run.started')[0]?.run ?? 'unknown',
    scenario: plan.scenario,
    verdict: worst(findings.map((finding) => finding.verdict)),
    findings,
  }
}

/**
 * A credential that was given out for the run and still works after it: the harness left it behind. Where the drill
 * found that the estate honours what has ended, that is the estate's failing, and the findings tell of it already.
 */
function survivors(history: History, verdict: Verdict): Finding[] {
  const alive = recordsOf(history, 'proof.dead').filter(({ ok }) => !ok)
  if (alive.length === 0 || verdict === 'failed') return []
  const names = alive.map(({ credential, outcome }) => `${credential} (${outcome})`).join(', ')
  const text = `Not proven dead after the run: ${names}.`
  const events = alive.map(({ seq }) => seq)
  return [
    {
      oracle: cleanUpFinding,
      promise: 'Every credential that was given out for the drill is refused after it',
      verdict: 'errored',
      summary: text,
      reasons: [{ verdict: 'errored', code: 'credential-survives', text, events }],
      measures: [],
    },
  ]
}

function findingOf(oracle: Oracle, history: History, plan: Plan): Finding {
  try {
    return oracle.judge(history, plan)
  } catch (cause) {
    const text = `The oracle ${oracle.name} itself failed: ${cause instanceof Error ? cause.message : String(cause)}.`
    return {
      oracle: oracle.name,
      promise: oracle.promise,
      verdict: 'errored',
      summary: text,
      reasons: [{ verdict: 'errored', code: 'oracle-crashed', text, events: [] }],
      measures: [],
    }
  }
}
