import type { Finding } from '../../harness/model/finding.ts'
import type { Row } from '../controls/matrix.ts'
import { endedAt } from '../moments.ts'
import type { Evidence } from '../report.ts'
import { cases, complaints, oneLine } from '../words.ts'
import { controlId, rows } from './controls.ts'
import { resourceOf, toolOf } from './metadata.ts'
import { idOf, property } from './text.ts'

export function promiseObservation(evidence: Evidence, oracle: string): string {
  return idOf(evidence, 'observation', 'promise', oracle)
}

function evidenceOf(evidence: Evidence, events: readonly number[]) {
  const list = [...new Set(events)].toSorted((a, b) => a - b)
  const which = list.length === 0 ? 'The whole journal.' : `Records ${list.join(', ')} of the journal.`
  return { 'relevant-evidence': [{ href: `#${resourceOf(evidence, 'journal.jsonl')}`, description: which }] }
}

function common(evidence: Evidence) {
  return {
    methods: ['TEST'],
    origins: [{ actors: [{ type: 'tool', 'actor-uuid': toolOf(evidence) }] }],
    collected: endedAt(evidence),
  }
}

function ofPromise(evidence: Evidence, finding: Finding) {
  const told = [finding.summary, ...complaints(finding)].map(oneLine).join('\n\n')
  return {
    uuid: promiseObservation(evidence, finding.oracle),
    title: oneLine(finding.oracle),
    description: told,
    props: [property('verdict', finding.verdict)],
    types: [finding.verdict === 'failed' ? 'finding' : 'control-objective'],
    ...common(evidence),
    ...evidenceOf(
      evidence,
      finding.reasons.flatMap(({ events }) => events),
    ),
  }
}

function ofControl(evidence: Evidence, { id, title, state, supports, against, lacks, never }: Row) {
  const told = [
    ...supports.map(({ claim, because }) => `Supports: ${claim} (${because})`),
    ...against.map(({ claim, because }) => `Speaks against: ${claim} (${because})`),
    ...lacks.map(({ claim, because }) => `Not in this run: ${claim} (${because})`),
    `Never shown: ${never}`,
  ]
  return {
    uuid: idOf(evidence, 'observation', 'control', id),
    title: oneLine(`${id} ${title}`),
    description: told.map(oneLine).join('\n\n'),
    props: [property('control-id', controlId(id)), property('support', state)],
    types: ['control-objective'],
    ...common(evidence),
    ...evidenceOf(
      evidence,
      [...supports, ...against].flatMap(({ events }) => events),
    ),
  }
}

/** One for each promise, and one for each control of SP 800-53 that this run has anything to say about. */
export function observations(evidence: Evidence) {
  return [
    ...cases(evidence.judgement).map((finding) => ofPromise(evidence, finding)),
    ...rows(evidence)
      .filter(({ state }) => state !== 'nothing')
      .map((row) => ofControl(evidence, row)),
  ]
}
