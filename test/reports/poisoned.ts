import type { Evidence } from '../../reports/report.ts'

export const hostile =
  '<script>alert(1)</script>"\'&]]><img src=https://evil.test/x onerror=alert(1)>\u0000\u001b[31m|`x`\n=1+1\ud800'

/** Words that our own code writes stay as they are: they are chosen from a list, and programs go by them. */
const kept = new Set([
  'type',
  'fact',
  'schema',
  'verdict',
  'outcome',
  'moment',
  'stage',
  'kind',
  'by',
  'time',
])
const keptToo = new Set(['step', 'phase', 'workload', 'id', 'name', 'at', 'until', 'witness', 'what', 'via'])

function poison(value: unknown, key: string): unknown {
  if (typeof value === 'string') return kept.has(key) || keptToo.has(key) ? value : hostile
  if (Array.isArray(value)) return value.map((entry) => poison(entry, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, poison(entry, name)]))
}

/** The same evidence with a hostile text in every place that is not one of our own words. */
export function poisoned(evidence: Evidence): Evidence {
  return poison(evidence, '') as Evidence
}
