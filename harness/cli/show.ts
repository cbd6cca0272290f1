import { styleText } from 'node:util'
import type { Judgement } from '../model/finding.ts'
import type { Verdict } from '../model/words.ts'

const colours: Record<Verdict, Parameters<typeof styleText>[0]> = {
  passed: 'green',
  failed: 'red',
  inconclusive: 'yellow',
  errored: 'magenta',
  aborted: 'magenta',
}
/** Reasons shown per finding; the report has all of them. */
const shown = 5

/** A verdict in its colour; `styleText` honours NO_COLOR, FORCE_COLOR and pipes. */
export function coloured(verdict: Verdict, text: string = verdict): string {
  return styleText(colours[verdict], text, { stream: process.stdout })
}

/** The verdict of every promise with the reasons why it is not `passed`, for a terminal. */
export function verdictText(judgement: Judgement): string {
  const lines = judgement.findings.flatMap((finding) => {
    const reasons = finding.reasons.filter((reason) => reason.verdict !== 'passed')
    const more = reasons.length > shown ? [`      … and ${reasons.length - shown} more in the report`] : []
    return [
      `  ${coloured(finding.verdict, finding.verdict.padEnd(13))}${finding.oracle.padEnd(20)}${finding.summary}`,
      ...reasons
        .slice(0, shown)
        .map((reason) => `      ${reason.code}: ${reason.text}${reason.owner ? ` (${reason.owner})` : ''}`),
      ...more,
    ]
  })
  return [`${judgement.scenario}: ${coloured(judgement.verdict)}`, ...lines].join('\n')
}
