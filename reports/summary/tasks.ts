import type { FollowUp } from '../../harness/model/audit.ts'
import type { Evidence } from '../report.ts'
import { failures } from './failures.ts'

/** Something to do about what failed: taken by somebody, accepted by somebody, or open. */
export interface Task {
  /** `<oracle>/<reason code>` */
  readonly finding: string
  readonly kind: FollowUp['kind'] | 'open'
  readonly what: string
  /** Who took it; for an open one the owner whom the estate names, if it names any. */
  readonly who?: string
  /** ISO 8601 date. */
  readonly until?: string
  /** The date lies before the day of the run. */
  readonly past: boolean
}

/** What must be done, by whom and until when: open ones first, then by date. */
export function tasks(evidence: Evidence, day: string): Task[] {
  const all = failures(evidence)
  const open = evidence.audit.open.map((finding): Task => {
    const about = all.filter(({ oracle, codes }) => codes.some((code) => finding === `${oracle}/${code}`))
    const who = [...new Set(about.flatMap(({ owner }) => owner ?? []))].join(', ')
    const things = [...new Set(about.flatMap(({ access }) => access ?? []))].join(', ')
    return {
      ...{ finding, kind: 'open', past: false },
      what: things ? `Decide what to do about ${things}` : 'Decide what to do about it',
      ...(who ? { who } : {}),
    }
  })
  const taken = evidence.audit.followUps.map(
    ({ finding, kind, owner, until, text, access }): Task => ({
      ...{ finding, kind, who: owner, until, past: until < day },
      what: access ? `${text} (${access})` : text,
    }),
  )
  return [...open, ...taken.toSorted((a, b) => (a.until ?? '').localeCompare(b.until ?? ''))]
}
