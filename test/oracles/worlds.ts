import { judge } from '../../harness/engine/judge.ts'
import type { Fact, History } from '../../harness/model/record.ts'
import type { Outcome } from '../../harness/model/words.ts'
import { oracles } from '../../harness/oracles/index.ts'
import { plan } from './synthetic-plan.ts'
import type { Timed, World } from './synthetic-run.ts'

export const verdicts = (history: History) =>
  Object.fromEntries(
    judge(history, plan, oracles).findings.map((finding) => [finding.oracle, finding.verdict]),
  )
export const codes = (history: History, oracle: string) =>
  judge(history, plan, oracles)
    .findings.find((finding) => finding.oracle === oracle)
    ?.reasons.map((reason) => reason.code)
export const allPassed = {
  'fallback-access': 'passed',
  'session-continuity': 'passed',
  revocation: 'passed',
  'fail-closed': 'passed',
  recovery: 'passed',
}
export const change =
  (of: Fact['type'], how: (fact: Fact) => Fact | undefined) => (facts: readonly Timed[]) =>
    facts.flatMap((entry) => {
      if (entry.fact.type !== of) return [entry]
      const fact = how(entry.fact)
      return fact ? [{ ...entry, fact }] : []
    })
export const answering = (
  classes: readonly string[],
  when: (ms: number) => boolean,
  outcome: Outcome,
): World => ({
  outcome: (access, ms, clean) => (classes.includes(access) && when(ms) ? outcome : clean),
})
export const from =
  (start: number, end = Number.POSITIVE_INFINITY) =>
  (ms: number) =>
    ms >= start && ms < end
export const both = (a: World, b: World): World => ({
  outcome: (access, ms, clean) => b.outcome?.(access, ms, a.outcome?.(access, ms, clean) ?? clean) ?? clean,
})
