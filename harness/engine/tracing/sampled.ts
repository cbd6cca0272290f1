import { type History, type JournalRecord, recordsOf } from '../../model/record.ts'

type AttemptRecord = Extract<JournalRecord, { type: 'attempt' }>
type Sample = Pick<AttemptRecord, 'seq'> & { readonly requestId: string }

/** However long a run is, no more failed attempts than this are traced. */
const most = 240

/** The first and the last of each row of equal failures, of which there may be hundreds; all of them, spread evenly, if too many. */
export function sampled(history: History): readonly Sample[] {
  const byPath = Map.groupBy(recordsOf(history, 'attempt'), ({ actor, access }) => `${actor} ${access}`)
  const ends = [...byPath.values()].flatMap((attempts) => endsOf(attempts))
  const found = ends.toSorted((a, b) => a.seq - b.seq)
  const step = Math.max(1, found.length / most)
  return Array.from({ length: Math.min(found.length, most) }, (_, index) => found[Math.floor(index * step)])
    .filter((sample) => sample !== undefined)
    .flatMap(({ seq, requestId }) => (requestId === undefined ? [] : [{ seq, requestId }]))
}

const kindOf = ({ outcome, status, layer, detail }: AttemptRecord) =>
  outcome === 'granted' ? undefined : `${outcome} ${status} ${layer} ${detail}`

function endsOf(attempts: readonly AttemptRecord[]): AttemptRecord[] {
  return attempts.filter((attempt, index) => {
    const kind = kindOf(attempt)
    const neighbours = [attempts[index - 1], attempts[index + 1]]
    return kind !== undefined && neighbours.some((other) => !other || kindOf(other) !== kind)
  })
}
