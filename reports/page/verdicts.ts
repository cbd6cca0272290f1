import type { Finding, Judgement } from '../../harness/model/finding.ts'
import type { Verdict } from '../../harness/model/words.ts'
import { html, type Markup } from './markup.ts'
import { verdictMark, verdictWord } from './palette.ts'

export function badge(verdict: Verdict): Markup {
  return html`<span class="badge ${verdict}"><span aria-hidden="true">${verdictMark[verdict]}</span> ${verdictWord[verdict]}</span>`
}

/** The whole run in one sentence. */
export function sentence({ verdict, findings }: Judgement): string {
  const names = (wanted: Verdict) =>
    findings.filter((finding) => finding.verdict === wanted).map((finding) => finding.oracle)
  const [broken, open] = [names('failed'), names('inconclusive')]
  if (verdict === 'aborted') return 'The drill was stopped on purpose: nothing may be concluded from it.'
  if (verdict === 'errored') return 'The harness itself failed: nothing may be concluded from this run.'
  if (verdict === 'passed') return `All ${findings.length} promises were kept.`
  const doubt = open.length > 0 ? `${open.join(', ')} could not be shown` : ''
  if (broken.length === 0)
    return findings.length === open.length
      ? 'Nothing could be shown: the drill proves neither good nor bad.'
      : `No promise was seen broken, but ${doubt}.`
  return `${broken.length} of ${findings.length} promises ${broken.length === 1 ? 'was' : 'were'} broken: ${broken.join(', ')}.${doubt ? ` ${doubt[0]?.toUpperCase()}${doubt.slice(1)}.` : ''}`
}

/** The verdict, and how far it reaches. */
export function banner(judgement: Judgement, reach: string): Markup {
  return html`<section class="banner ${judgement.verdict}" aria-label="Verdict"><div class="mark" aria-hidden="true">${verdictMark[judgement.verdict]}</div><div><p class="verdict">${verdictWord[judgement.verdict]}</p><p class="sentence">${sentence(judgement)}</p><p class="reach">${reach}</p></div></section>`
}

export function cards(findings: readonly Finding[]): Markup {
  return html`<section class="cards" aria-label="Promises">${findings.map(card)}</section>`
}

function card(finding: Finding): Markup {
  return html`<a class="card ${finding.verdict}" href="#${finding.oracle}"><div class="top">${badge(finding.verdict)}</div><h3>${finding.oracle}</h3><p class="promise">${finding.promise}</p><p>${finding.summary}</p></a>`
}
