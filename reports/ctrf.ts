import type { Finding } from '../harness/model/finding.ts'
import type { Verdict } from '../harness/model/words.ts'
import { endedAt, startedAt } from './moments.ts'
import type { Evidence, Report } from './report.ts'
import { uuid } from './uuid.ts'
import { cases, complaints, json, oneLine } from './words.ts'

/** Only what was shown is passed or failed; whatever proves nothing is neither. */
const statuses: Record<Verdict, 'passed' | 'failed' | 'other'> = {
  passed: 'passed',
  failed: 'failed',
  inconclusive: 'other',
  errored: 'other',
  aborted: 'other',
}

/** One test a promise. Each is judged over the whole run, so all have its times. */
function test({ plan }: Evidence, finding: Finding, times: { start: number; stop: number }) {
  const { oracle, verdict, promise, summary, measures } = finding
  const trace = complaints(finding).map(oneLine).join('\n')
  return {
    testId: oneLine(`${plan.scenario}/${oracle}`),
    name: oneLine(oracle),
    status: statuses[verdict],
    duration: times.stop - times.start,
    ...times,
    suite: [oneLine(plan.scenario)],
    message: oneLine(summary),
    ...(trace === '' ? {} : { trace }),
    rawStatus: verdict,
    tags: [oneLine(plan.driver)],
    extra: { promise: oneLine(promise), measures: measures.map(({ text }) => oneLine(text)) },
  }
}

/** Common Test Report Format (https://ctrf.io), for dashboards that collect test results. */
export const ctrf: Report = {
  name: 'ctrf',
  file: 'ctrf.json',
  render: (evidence) => {
    const { run, plan, judgement, audit } = evidence
    const times = { start: Date.parse(startedAt(evidence)), stop: Date.parse(endedAt(evidence)) }
    const tests = cases(judgement).map((finding) => test(evidence, finding, times))
    const count = (status: string) => tests.filter((entry) => entry.status === status).length
    const version = audit.versions['identity-drill']
    return json({
      reportFormat: 'CTRF',
      specVersion: '0.0.0',
      reportId: uuid(run, 'ctrf'),
      runId: oneLine(run),
      timestamp: endedAt(evidence),
      generatedBy: 'identity-drill',
      results: {
        tool: { name: 'identity-drill', ...(version === undefined ? {} : { version: oneLine(version) }) },
        summary: {
          ...{ tests: tests.length, passed: count('passed'), failed: count('failed') },
          ...{ skipped: 0, pending: 0, other: count('other'), ...times, duration: times.stop - times.start },
        },
        tests,
        environment: {
          reportName: oneLine(plan.title),
          testEnvironment: oneLine(`${plan.estate} on ${plan.driver}`),
          extra: {
            verdict: judgement.verdict,
            ...{ scenarioDigest: plan.scenarioDigest, estateDigest: plan.estateDigest, seed: plan.seed },
          },
        },
      },
    })
  },
}
