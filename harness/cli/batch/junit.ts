import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { endingOf, type Row } from './row.ts'

const escaped = (text: string) =>
  text
    .replace(/[<>&"]/g, (letter) => `&#${letter.charCodeAt(0)};`)
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD]/g, '')

/** One JUnit document of several drills: the test suites of their own, and one with an error for each without a run. */
export function junitOfAll(rows: readonly Row[]): string {
  const suites = rows.map((row) => ownSuite(row) ?? suiteWithout(row))
  const count = (what: 'tests' | 'failures' | 'errors') =>
    suites.reduce(
      (sum, suite) =>
        sum + Number(new RegExp(`^\\s*<testsuite\\b[^>]* ${what}="(\\d+)"`).exec(suite)?.[1] ?? 0),
      0,
    )
  const counts = (['tests', 'failures', 'errors'] as const).map((what) => `${what}="${count(what)}"`)
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts.join(' ')}>\n${suites.join('\n')}\n</testsuites>\n`
}

function ownSuite({ dir }: Row): string | undefined {
  const file = dir && join(dir, 'junit.xml')
  if (!file || !existsSync(file)) return undefined
  return /<testsuite\b[\s\S]*<\/testsuite>/.exec(readFileSync(file, 'utf8'))?.[0]
}

function suiteWithout(row: Row): string {
  const [name, why, type] = [
    escaped(row.scenario),
    escaped(row.why ?? 'no run came of it'),
    escaped(endingOf(row)),
  ]
  return [
    `<testsuite name="${name}" tests="1" failures="0" errors="1" skipped="0" time="0">`,
    `  <testcase classname="${name}" name="run"><error message="${why}" type="${type}"/></testcase>`,
    '</testsuite>',
  ].join('\n')
}
