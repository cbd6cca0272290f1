import { type Diagnosis, diagnose } from '../../harness/diagnosis/diagnose.ts'
import { type History, recordsOf } from '../../harness/model/record.ts'

/** Failures that are alike: where, what they looked like, and what they were. */
export interface Alike {
  readonly at: string
  readonly looked: string
  readonly was: string
  readonly cause: string
  readonly count: number
  readonly classes: readonly string[]
  readonly firstMs: number
  readonly lastMs: number
  /** What shows it, of the first of them. */
  readonly evidence: string
  /** `seq` of the first and the last attempt. */
  readonly events: readonly number[]
}

/** What was decided about who somebody is, by access class; nothing that an endpoint could not do is counted here. */
export interface Decisions {
  readonly access: string
  readonly granted: number
  readonly refused: readonly Alike[]
}

/** Layers at which somebody is refused, all others are a matter of endpoints. */
const identity = ['trust', 'clock', 'token', 'policy']

const kindOf = ({ at, looked, was, cause }: Diagnosis) => JSON.stringify([at, looked, was, cause])

function alike(diagnoses: readonly Diagnosis[], keyOf = kindOf): Alike[] {
  const groups = Map.groupBy(diagnoses, keyOf)
  return [...groups.values()]
    .flatMap((group): Alike[] => {
      const [first] = group
      const last = group.at(-1)
      if (!first || !last) return []
      const { at, looked, was, cause, evidence } = first
      return [
        {
          ...{ at, looked, was, cause, evidence, count: group.length },
          classes: [...new Set(group.map(({ access }) => access))],
          ...{ firstMs: first.beganMs, lastMs: last.beganMs },
          events: [...new Set([first.attempt, last.attempt])],
        },
      ]
    })
    .toSorted((a, b) => a.firstMs - b.firstMs)
}

/** Every kind of failure, the mixed ones (that looked like another layer) first. */
export function failuresByLayer(history: History): readonly Alike[] {
  const isMixed = ({ looked, was }: Alike) => (was !== 'undetermined' && looked !== was ? 0 : 1)
  return alike(diagnose(history)).toSorted((a, b) => isMixed(a) - isMixed(b))
}

/** What endpoints and the ways to them could not do. */
export function endpointHealth(history: History): readonly Alike[] {
  const failed = diagnose(history).filter(({ was }) => !identity.includes(was))
  const found = alike(failed, ({ at, was, cause }) => JSON.stringify([at, was, cause]))
  return found.toSorted((a, b) => a.at.localeCompare(b.at) || a.firstMs - b.firstMs)
}

export function identityDecisions(history: History): readonly Decisions[] {
  const refused = diagnose(history).filter(({ was }) => identity.includes(was))
  const attempts = Map.groupBy(recordsOf(history, 'attempt'), ({ access }) => access)
  const known = [...attempts].toSorted(([a], [b]) => a.localeCompare(b))
  return known.map(([access, all]) => ({
    access,
    granted: all.filter(({ outcome }) => outcome === 'granted').length,
    refused: alike(refused.filter((one) => one.access === access)),
  }))
}
