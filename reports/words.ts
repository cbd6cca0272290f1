import type { Finding, Judgement } from '../harness/model/finding.ts'

/** What speaks against a promise, worst first, as plain lines. */
export function complaints({ reasons }: Finding): string[] {
  return reasons
    .filter((reason) => reason.verdict !== 'passed')
    .map((reason) => {
      const owner = reason.owner ? ` (owner: ${reason.owner})` : ''
      const events = reason.events.length > 0 ? ` [events ${reason.events.join(', ')}]` : ''
      return `${reason.code}: ${reason.text}${owner}${events}`
    })
}

/** One case a promise for programs that count cases; a run that did not pass never has none. */
export function cases({ verdict, findings }: Judgement): readonly Finding[] {
  if (findings.length > 0) return findings
  const summary = 'Nothing was judged, so nothing was shown.'
  const promise = 'The drill comes to a judgement.'
  const shown = verdict === 'passed' ? 'inconclusive' : verdict
  return [{ oracle: 'drill', promise, verdict: shown, summary, reasons: [], measures: [] }]
}

/** Fit for any encoder: lone surrogates replaced, control characters and line ends turned into spaces. Never empty. */
export function oneLine(text: string): string {
  const line = text
    .toWellFormed()
    .replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
  return line === '' ? '–' : line
}

/** JSON for any reader: lone surrogates, which some refuse, are replaced. The same value always gives the same bytes. */
export function json(value: unknown): string {
  const readable = (_key: string, part: unknown) => (typeof part === 'string' ? part.toWellFormed() : part)
  return `${JSON.stringify(value, readable, 2)}\n`
}
