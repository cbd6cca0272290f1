import type { SavedJudgement } from './finding-schema.ts'
import type { Answerable } from './follow-up.ts'

/** One thing that failed, and that nobody has seen pass since. */
export interface Failure extends Answerable {
  readonly number: number
  readonly text: string
  readonly owner?: string
}

/** Tells one failure from another, over all runs of a ledger. */
export const keyOf = ({ scenario, finding, access }: Answerable): string =>
  JSON.stringify([scenario, finding, access ?? null])

/** What failed by a judgement. A failed run without a reason still failed. */
export function failuresIn(
  { findings }: SavedJudgement,
  { scenario, number, ending }: { scenario: string; number: number; ending: string },
): Failure[] {
  const failures = findings.flatMap(({ oracle, verdict, summary, reasons }): Failure[] => {
    const failed = reasons.filter((reason) => reason.verdict === 'failed')
    if (failed.length === 0 && verdict !== 'failed') return []
    const because = failed.length > 0 ? failed : [{ code: 'failed', text: summary }]
    return because.map(({ code, ...reason }) => ({
      ...pick(reason),
      scenario,
      number,
      finding: `${oracle}/${code}`,
    }))
  })
  const unexplained = { scenario, number, finding: 'run/failed', text: 'It failed, and no finding says why.' }
  return failures.length === 0 && ending === 'failed' ? [unexplained] : failures
}

function pick({ text, access, owner }: { text: string; access?: string; owner?: string }) {
  return { text, ...(access !== undefined && { access }), ...(owner !== undefined && { owner }) }
}
