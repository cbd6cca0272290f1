import type { Complaint } from '../../model/complaint.ts'
import { nearest } from '../../model/nearest.ts'
import type { Catalog } from '../catalog.ts'
import type { Draft, Entry } from './draft.ts'

/** Access classes of one workload entry. */
export function classesOf(entry: Entry, catalog: Catalog): readonly string[] {
  return catalog.workloads[entry.word]?.classes(entry.options) ?? []
}

/** The estate's fallback that one workload entry tries. */
export function fallbackOf(entry: Entry, catalog: Catalog): string | undefined {
  return catalog.workloads[entry.word]?.fallback?.(entry.options)
}

/** Every class that a workload yields has an expectation, and every expectation has its class. */
export function checkClasses(draft: Draft, catalog: Catalog): Complaint[] {
  const judged = new Set(draft.accesses)
  const yielded = draft.workloads.map((entry) => ({ entry, classes: classesOf(entry, catalog) }))
  const unjudged = yielded.flatMap(({ entry, classes }) =>
    classes
      .filter((access) => !judged.has(access))
      .map(
        (access): Complaint => ({
          path: entry.path,
          on: 'key',
          message: `${entry.word} yields ${access}, of which nothing is expected`,
          expected: `an entry ${access} under expect`,
        }),
      ),
  )
  const twice = repeated(
    yielded.flatMap(({ entry, classes }) => classes.map((access) => ({ entry, access }))),
  )
  return [
    ...unjudged,
    ...twice,
    ...expectedOfNobody(
      draft,
      yielded.flatMap(({ classes }) => classes),
    ),
  ]
}

function expectedOfNobody(draft: Draft, yielded: readonly string[]): Complaint[] {
  const rows = new Set(draft.expected.map(({ access }) => access))
  return draft.accesses.flatMap((access): Complaint[] => {
    const path = ['expect', access]
    if (!yielded.includes(access) && draft.everyWorkload) {
      const near = nearest(access, yielded)
      const expected = `a class that a workload yields${near ? `; did you mean ${near}?` : ''}`
      return [{ path, on: 'key', message: `no workload yields ${access}`, expected }]
    }
    if (!rows.has(access) && yielded.includes(access))
      return [
        { path, message: `nothing is expected of ${access}`, expected: 'an outcome in at least one phase' },
      ]
    return []
  })
}

/** Two workloads that yield one class could not be told apart in the verdict. */
function repeated(yields: readonly { entry: Entry; access: string }[]): Complaint[] {
  return yields.flatMap(({ entry, access }, index): Complaint[] => {
    const first = yields.findIndex((other) => other.access === access)
    if (first === index) return []
    const path = [...entry.path]
    return [
      {
        path,
        on: 'key',
        message: `${access} is yielded by an earlier workload too`,
        expected: 'another name with `as`',
      },
    ]
  })
}
