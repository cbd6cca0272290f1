import imported, { type Builder } from 'junit-report-builder'
import type { Finding } from '../harness/model/finding.ts'
import { recordsOf } from '../harness/model/record.ts'
import type { Evidence, Report } from './report.ts'
import { cases, complaints } from './words.ts'

/** Keeps what XML 1.0 allows; anything else would make the whole file unreadable. */
export function legal(text: string): string {
  return text.toWellFormed().replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
}

/** The package's types promise a `default` inside its default export; what Node imports is the builder itself. */
const builder = imported as unknown as Builder

/** For a CDATA section: the package escapes only the first end mark in a text. */
function block(lines: readonly string[]): string {
  return legal(lines.join('\n')).replaceAll(']]>', ']] >')
}

type Suite = ReturnType<typeof builder.testSuite>

/** One test case an oracle. Only the estate's own misbehaviour is a failure; what was not shown is an error. */
function addCase(suite: Suite, scenario: string, finding: Finding): void {
  const testCase = suite.testCase().className(legal(scenario)).name(legal(finding.oracle))
  const lines = block(complaints(finding))
  if (finding.verdict === 'failed') testCase.failure(legal(finding.summary), 'failed').stacktrace(lines)
  else if (finding.verdict !== 'passed') testCase.error(legal(finding.summary), finding.verdict, lines)
  testCase.standardOutput(block([finding.summary, ...finding.measures.map((measure) => measure.text)]))
}

/** The package counts skipped cases on the root too, which Jenkins' schema does not know there; no case is ever skipped. */
function unskipped(xml: string): string {
  return xml.replace(/(<testsuites\b[^>]*?) skipped="0"/, '$1')
}

export const junit: Report = {
  name: 'junit',
  file: 'junit.xml',
  render: ({ run, plan, history, judgement }: Evidence) => {
    const report = builder.newBuilder()
    const suite = report
      .testSuite()
      .name(legal(`${plan.scenario} (${plan.driver})`))
      .time(plan.durationMs / 1000)
    const started = recordsOf(history, 'run.started')[0]?.time
    if (started) suite.timestamp(started)
    suite
      .property('run', legal(run))
      .property('scenario.digest', plan.scenarioDigest)
      .property('estate.digest', plan.estateDigest)
    for (const finding of cases(judgement)) addCase(suite, plan.scenario, finding)
    return unskipped(report.build())
  },
}
