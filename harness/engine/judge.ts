import { type Finding, type Judgement, worst } from '../model/finding.ts'
import type { Plan } from '../model/plan.ts'
import { type History, recordsOf } from '../model/record.ts'
import type { Oracle } from '../oracles/oracle.ts'

/** Judges a history, new or old. An oracle that crashes gives an `errored` finding and never hides the others. */
export function judge(history: History, plan: Plan, oracles: readonly Oracle[]): Judgement {
  const findings = oracles
    .filter((oracle) => oracle.applies?.(plan) ?? true)
    .map((oracle) => findingOf(oracle, history, plan))
  return {
    schema: 'identity-drill/findings/1',
    run: recordsOf(history, 'run.started')[0]?.run ?? 'unknown',
    scenario: plan.scenario,
    verdict: worst(findings.map((finding) => finding.verdict)),
    findings,
  }
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
