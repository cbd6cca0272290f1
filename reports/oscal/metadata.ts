import { planDigest } from '../plan-digest.ts'
import type { Evidence } from '../report.ts'
import { oneLine } from '../words.ts'
import { type Part, people } from './parties.ts'
import { idOf, oscalVersion, property } from './text.ts'

/** The head of a document. `modified` is a time of the run, not of rendering. */
export function metadata(evidence: Evidence, title: string, modified: string, parts: readonly Part[]) {
  const { run, plan, audit } = evidence
  return {
    title: oneLine(title),
    'last-modified': modified,
    version: '1',
    'oscal-version': oscalVersion,
    props: [
      property('run', run),
      property('scenario', plan.scenario),
      ...(audit.number === null ? [] : [property('ledger-number', audit.number)]),
      ...Object.entries(audit.versions).map(([name, version]) => property('version', `${name} ${version}`)),
    ],
    ...people(evidence, parts),
  }
}

/** The tool that made the observations. */
export function toolOf(evidence: Evidence): string {
  return idOf(evidence, 'tool')
}

/** A file of the run's folder, in the back matter. */
export function resourceOf(evidence: Evidence, file: string): string {
  return idOf(evidence, 'resource', file)
}

/** The files of the run's folder that the documents rest on, by their digests where the plan knows them. */
export function resources(evidence: Evidence) {
  const { plan } = evidence
  const file = (href: string, type: string, title: string, digest?: string) => {
    const value = /^(?:sha256:)?([0-9a-f]{64})$/.exec(digest ?? '')?.[1]
    const hashes = value ? { hashes: [{ algorithm: 'SHA-256', value }] } : {}
    return {
      uuid: resourceOf(evidence, href),
      title,
      rlinks: [{ href, 'media-type': type, ...hashes }],
    }
  }
  return {
    resources: [
      file('scenario.yaml', 'application/yaml', 'The scenario that was drilled', plan.scenarioDigest),
      file('estate.yaml', 'application/yaml', 'The estate under drill', plan.estateDigest),
      file('plan.json', 'application/json', 'The plan that was carried out', planDigest(plan)),
      file('journal.jsonl', 'application/jsonl', 'What happened, as it was written down'),
      file('findings.json', 'application/json', 'The judgement'),
    ],
  }
}
