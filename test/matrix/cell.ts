import type { Judgement } from '../../harness/model/finding.ts'

/** Oracle → the code of the reason for which it fails, or `inconclusive`. */
export type Expected = Readonly<Record<string, string>>

/** A defect of a service of the reference estate, and what it does to scenarios by their names. */
export interface SeededDefect {
  readonly service: string
  readonly defect: string
  /** It takes effect as a stack comes up, so that its drills have stacks of their own. */
  readonly atFirstStart?: boolean
  readonly scenarios: Readonly<Record<string, Expected>>
  /** Tried in every test run, with the first of its scenarios; the others are left to `npm run matrix`. */
  readonly always?: boolean
}

/** One drill of the matrix. `defect` is `service=defect`; none is the clean estate, where every finding passes. */
export interface Cell {
  readonly scenario: string
  readonly defect?: string
  readonly ownStack: boolean
  readonly expected: Expected
}

/** Every scenario on the clean estate, and with each defect that concerns it. */
export function cellsOf(scenarios: readonly string[], defects: readonly SeededDefect[]): Cell[] {
  return scenarios.flatMap((scenario) => [
    { scenario, ownStack: false, expected: {} },
    ...defects.flatMap(({ service, defect, atFirstStart: ownStack = false, scenarios }): Cell[] => {
      const expected = scenarios[scenario]
      return expected ? [{ scenario, defect: `${service}=${defect}`, ownStack, expected }] : []
    }),
  ])
}

/** How a judgement differs from what a cell expects, in words; nothing when it does not. */
export function differences(expected: Expected, { findings }: Pick<Judgement, 'findings'>): string[] {
  const absent = Object.keys(expected).filter((oracle) => !findings.some((one) => one.oracle === oracle))
  return [
    ...absent.map((oracle) => `there is no finding ${oracle}`),
    ...findings.flatMap(({ oracle, verdict, reasons }) => {
      const code = expected[oracle]
      const wanted = code === undefined ? 'passed' : code === 'inconclusive' ? code : 'failed'
      const why = reasons.filter((reason) => reason.verdict === verdict)
      const told = why.map((reason) => `${reason.code}: ${reason.text}`).join(' ')
      if (verdict !== wanted) return [`${oracle} is ${verdict}, not ${wanted}. ${told}`]
      if (wanted === 'failed' && !why.some((reason) => reason.code === code))
        return [`${oracle} failed, but not by ${code}. ${told}`]
      return []
    }),
  ]
}

/** One line of the table. */
export function lineOf({ scenario, defect = 'clean', expected }: Cell, differs: readonly string[]): string {
  const fails = Object.entries(expected).map(([oracle, code]) => `${oracle}/${code}`)
  const wanted = fails.join(', ') || 'all pass'
  const head = `${differs.length === 0 ? 'ok  ' : 'BAD '} ${scenario.padEnd(28)} ${defect.padEnd(38)} ${wanted}`
  return [head, ...differs.map((difference) => `       ${difference}`)].join('\n')
}
