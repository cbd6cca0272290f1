import { clock } from '../../harness/model/timing.ts'
import { startedAt, wallTime } from '../moments.ts'
import { timeOfDay } from '../page/when.ts'
import type { Evidence } from '../report.ts'
import { type Emergency, emergency } from '../summary/emergency.ts'
import { failures } from '../summary/failures.ts'
import { type Task, tasks } from '../summary/tasks.ts'
import { plain, table } from './markdown.ts'

const shown = 4

/** What failed, since when, who opened the emergency door, when it shut, and who must do what until when. */
export function glance(evidence: Evidence): string[] {
  const when = (atMs: number) => `${timeOfDay(wallTime(evidence, atMs))} (${clock(atMs)})`
  const all = failures(evidence)
  const failed = all.slice(0, shown).map(({ access, oracle, text, seen }) => {
    const since = seen
      ? `since ${when(seen.fromMs)}, last seen ${when(seen.toMs)}`
      : 'no record tells since when'
    return `- **${plain(access ?? oracle)}** ${since}: ${plain(text)}`
  })
  const rest = all.length > shown ? [`- and ${all.length - shown} more, below`] : []
  return [
    ...(failed.length > 0 ? ['**Failed**', '', ...failed, ...rest, ''] : []),
    ...door(emergency(evidence), when),
    ...due(tasks(evidence, startedAt(evidence).slice(0, 10))),
  ]
}

function door(found: Emergency | undefined, when: (atMs: number) => string): string[] {
  if (!found || found.opened.length === 0) return ['**Emergency access** was not opened.', '']
  const { opened, requester, endedMs, how, lastUseMs, goesOn } = found
  const by = opened
    .map(({ who, atMs }) => `${plain(who ?? 'nobody named')}${atMs === null ? '' : ` at ${when(atMs)}`}`)
    .join('; ')
  const asked = requester ? `, asked for by ${plain(requester)}` : ''
  const last = lastUseMs === undefined ? '' : `; it last let somebody in at ${when(lastUseMs)}`
  const end =
    endedMs === undefined
      ? 'It was not seen to end'
      : `It ${goesOn ? '**did not end**: it ' : ''}was ${how} at ${when(endedMs)}`
  return [`**Emergency access** was approved by ${by}${asked}. ${end}${last}.`, '']
}

function due(list: readonly Task[]): string[] {
  if (list.length === 0) return []
  const rows = list.map(({ finding, kind, what, who, until, past }) => [
    `${plain(what)}<br>${plain(finding)}`,
    `${plain(who ?? 'nobody named')}${kind === 'open' ? ' (has not taken it)' : kind === 'accepted-risk' ? ' (accepts the risk)' : ''}`,
    `${plain(until ?? 'no date')}${past ? ' (past)' : ''}`,
  ])
  return [...table(['What must be done', 'Who', 'Until'], rows), '']
}
