import type { FollowUp } from '../../harness/model/audit.ts'
import type { Finding } from '../../harness/model/finding.ts'
import type { Evidence } from '../report.ts'
import { oneLine } from '../words.ts'
import { promiseObservation } from './observations.ts'
import { partyOf } from './parties.ts'
import { idOf, property, some } from './text.ts'

/** Findings that failed, as `<oracle>/<reason code>`, each once. */
function codes({ judgement }: Evidence): { code: string; finding: Finding }[] {
  const all = judgement.findings.flatMap((finding) =>
    finding.reasons
      .filter(({ verdict }) => verdict === 'failed')
      .map(({ code }) => ({ code: `${finding.oracle}/${code}`, finding })),
  )
  return all.filter(({ code }, index) => all.findIndex((other) => other.code === code) === index)
}

/** Risks that come of a promise. */
export function risksOf(evidence: Evidence, oracle: string): string[] {
  return codes(evidence)
    .filter(({ finding }) => finding.oracle === oracle)
    .map(({ code }) => idOf(evidence, 'risk', code))
}

/** The end of that day, as OSCAL wants it; nothing where the date is none. */
function deadline(until: string | undefined): string | undefined {
  if (!until || !/^\d{4}-\d\d-\d\d$/.test(until)) return undefined
  const end = new Date(`${until}T23:59:59Z`)
  return Number.isNaN(end.getTime()) || !end.toISOString().startsWith(until) ? undefined : end.toISOString()
}

function remediation(evidence: Evidence, followUp: FollowUp, index: number) {
  const { finding, kind, owner, until, text } = followUp
  return {
    uuid: idOf(evidence, 'response', finding, String(index)),
    lifecycle: 'planned',
    title: kind === 'remediation' ? 'Remediation' : 'Accepted risk',
    description: oneLine(text),
    props: [property('kind', kind), property('owner', owner), property('until', until)],
    origins: [{ actors: [{ type: 'party', 'actor-uuid': partyOf(evidence, owner) }] }],
  }
}

function statusOf(followUps: readonly FollowUp[]): string {
  if (followUps.length === 0) return 'open'
  return followUps.every(({ kind }) => kind === 'accepted-risk') ? 'deviation-approved' : 'remediating'
}

function risk(evidence: Evidence, { code, finding }: { code: string; finding: Finding }) {
  const followUps = evidence.audit.followUps.filter((entry) => entry.finding === code)
  const texts = finding.reasons
    .filter((reason) => reason.verdict === 'failed' && code === `${finding.oracle}/${reason.code}`)
    .map((reason) => oneLine(reason.text))
  const until = followUps
    .flatMap((entry) => deadline(entry.until) ?? [])
    .toSorted()
    .at(0)
  return {
    uuid: idOf(evidence, 'risk', code),
    title: oneLine(code),
    description: texts.join('\n\n'),
    statement: oneLine(`Broken promise: ${finding.promise}`),
    status: statusOf(followUps),
    ...(until === undefined ? {} : { deadline: until }),
    ...some(
      'remediations',
      followUps.map((entry, index) => remediation(evidence, entry, index)),
    ),
    'related-observations': [{ 'observation-uuid': promiseObservation(evidence, finding.oracle) }],
  }
}

/** What failed, with who does what about it until when, or who accepts it until when. */
export function risks(evidence: Evidence) {
  return codes(evidence).map((entry) => risk(evidence, entry))
}
