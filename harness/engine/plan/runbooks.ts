import * as z from 'zod'
import type { Complaint } from '../../model/complaint.ts'
import { oneOf } from '../../model/nearest.ts'
import { once } from '../../model/once.ts'
import type { PlannedRunbook, PlannedStep } from '../../model/plan.ts'
import type { Conducted, Runbook } from '../../model/runbook.ts'
import type { Draft, Options } from './draft.ts'

/** A runbook as it was read. */
export interface ReadRunbook {
  readonly runbook: Runbook
  readonly text: string
}

const asking = z.object({ runbook: z.string(), step: z.string() })

/** The runbook's step that a scenario's step has a person do; undefined for those that act by themselves. */
export function askedBy(options: Options): Conducted | undefined {
  return asking.safeParse(options, once).data
}

/** The runbooks that a scenario follows. `digest` is of the very text. */
export function plannedRunbooks(
  { workloads, steps }: Draft,
  runbooks: readonly ReadRunbook[],
  digest: (text: string) => string,
): PlannedRunbook[] {
  const used = new Set([...workloads, ...steps].map(({ options }) => options.runbook))
  return runbooks
    .filter(({ runbook }) => used.has(runbook.runbook))
    .map(({ runbook: { runbook: name, ...rest }, text }) => ({ name, digest: digest(text), ...rest }))
}

/** People who are asked for what no runbook has them do. */
export function checkAsks({ steps }: Draft, runbooks: readonly ReadRunbook[]): Complaint[] {
  const asked = steps.flatMap((entry) => {
    const of = askedBy(entry.options)
    return of ? [{ path: [...entry.path, 'step'], of }] : []
  })
  return asked.flatMap(({ path, of: { runbook, step } }, index) => {
    const found = runbooks.find((each) => each.runbook.runbook === runbook)
    // A runbook that the estate does not know has been complained of already.
    if (!found) return []
    const people = found.runbook.steps.filter(({ by }) => by === 'person').map(({ id }) => id)
    if (!people.includes(step)) {
      const machine = found.runbook.steps.some(({ id }) => id === step)
      const message = machine
        ? `${step} of ${runbook} is done by a machine: nobody is asked`
        : `the runbook ${runbook} has no step ${step}`
      return [{ path, message, expected: oneOf(step, people) }]
    }
    const again = asked.slice(0, index).some(({ of }) => of.runbook === runbook && of.step === step)
    return again ? [{ path, message: `${step} of ${runbook} is asked for twice`, expected: 'each once' }] : []
  })
}

/** The step of a runbook that each step stands for: the one that it asks for, or the next that does the same. */
export function conducted(
  steps: readonly PlannedStep[],
  runbooks: readonly PlannedRunbook[],
): readonly PlannedStep[] {
  const taken = new Set<string>()
  const conductedBy = ({ step, options }: PlannedStep): Conducted | undefined => {
    const asked = askedBy(options)
    if (asked) return asked
    const [first, ...others] = runbooks.flatMap(({ name, steps: all }) => {
      if (options.runbook !== undefined && options.runbook !== name) return []
      const next = all.find(({ id, does }) => does === step && !taken.has(`${name}/${id}`))
      return next ? [{ runbook: name, step: next.id }] : []
    })
    return others.length === 0 ? first : undefined
  }
  const found = new Map<PlannedStep, Conducted>()
  for (const planned of steps.toSorted((a, b) => a.atMs - b.atMs)) {
    const of = conductedBy(planned)
    if (!of) continue
    taken.add(`${of.runbook}/${of.step}`)
    found.set(planned, of)
  }
  return steps.map((planned) => {
    const conducts = found.get(planned)
    return conducts ? { ...planned, conducts } : planned
  })
}
