import type { Evidence } from '../report.ts'
import { endpointHealth, failuresByLayer, identityDecisions } from '../summary/diagnosis.ts'
import { plain, table } from './markdown.ts'

/** Endpoint health and identity decisions apart, then what each kind of failure looked like and was. */
export function diagnosis({ history }: Evidence): string[] {
  const failures = failuresByLayer(history)
  if (failures.length === 0) return []
  return [
    ...['## Endpoint health', ''],
    ...table(
      ['Where', 'Layer', 'Cause', 'Times'],
      endpointHealth(history).map(({ at, was, cause, count }) => [
        plain(at),
        was,
        plain(cause),
        String(count),
      ]),
    ),
    ...['', '## Identity decisions', ''],
    ...table(
      ['Access', 'Let in', 'Told no'],
      identityDecisions(history).map(({ access, granted, refused }) => [
        plain(access),
        String(granted),
        refused.map(({ count, was, cause }) => plain(`${count} × ${was} (${cause})`)).join('<br>') || '–',
      ]),
    ),
    ...['', '## Diagnosis', ''],
    ...table(
      ['Where', 'Looked like → was', 'Evidence', 'Times'],
      failures.map(({ at, looked, was, cause, evidence, count }) => [
        plain(at),
        plain(
          was !== 'undetermined' && looked !== was ? `${looked} → **${was}**: ${cause}` : `${was}: ${cause}`,
        ),
        plain(evidence),
        String(count),
      ]),
    ),
    '',
  ]
}
