import { formatDuration } from '../model/duration.ts'
import type { Swept } from '../sweep/sweep.ts'
import { table } from './table.ts'

/** The thresholds as a table, and what they are compared with. */
export function sweepText(swept: readonly Swept[], lateMs: number): string {
  if (swept.length === 0) return 'nothing here can be swept'
  const rows = swept.map(({ service, access, direction, kind, measuredMs, predictedMs, agrees }) => [
    `${service}'s clock ${direction}`,
    access,
    kind === 'too-early' ? 'refused too early' : 'accepted too late',
    from(measuredMs),
    from(predictedMs),
    agrees ? 'as predicted' : 'NOT AS PREDICTED',
  ])
  const grounds = [
    ...new Set(swept.map(({ service, access, because }) => `${service}, ${access}: ${because}`)),
  ]
  const wrong = swept.filter(({ agrees }) => !agrees).length
  return [
    ...table([['part', 'access', 'what', 'measured', 'predicted', ''], ...rows]),
    '',
    'Predictions rest on:',
    ...grounds.map((text) => `  ${text}`),
    '',
    `too late: accepted although it ended ${formatDuration(lateMs)} ago`,
    wrong === 0
      ? `${swept.length} thresholds, all as predicted`
      : `${wrong} of ${swept.length} thresholds are not as predicted`,
  ].join('\n')
}

function from(driftMs: number | null): string {
  if (driftMs === null) return 'never'
  return driftMs === 0 ? 'always' : `from ${(driftMs / 1_000).toFixed(1)} s`
}
