import { cadenceOf } from '../../harness/model/in-time.ts'
import { attemptsOf } from '../../harness/model/observed.ts'
import type { Span } from '../../harness/model/plan.ts'
import type { History } from '../../harness/model/record.ts'
import type { Outcome } from '../../harness/model/words.ts'

export interface Band extends Span {
  readonly outcome: Outcome
  readonly count: number
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const cadencesHeld = 3

/** Attempts of one class as bands: an outcome holds until the next attempt, but not for longer than three of them. */
export function bandsOf(history: History, access: string): Band[] {
  const attempts = attemptsOf(history, access)
  const cadence = cadenceOf(attempts) ?? 1_000
  const bands: Mutable<Band>[] = []
  let last: Mutable<Band> | undefined
  attempts.forEach((entry, index) => {
    const next = attempts[index + 1]?.beganMs ?? entry.beganMs + cadence
    const toMs = Math.max(entry.endMs, Math.min(next, entry.beganMs + cadencesHeld * cadence))
    if (last && last.outcome === entry.outcome && last.toMs >= entry.beganMs) {
      last.toMs = Math.max(last.toMs, toMs)
      last.count += 1
      return
    }
    last = { fromMs: entry.beganMs, toMs, outcome: entry.outcome, count: 1 }
    bands.push(last)
  })
  return bands
}
