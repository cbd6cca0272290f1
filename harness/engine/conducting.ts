import { DrillError } from '../model/error.ts'
import type { Plan, PlannedStep } from '../model/plan.ts'
import { type Answered, questionOf } from '../model/question.ts'
import type { RunbookStepped } from '../model/record.ts'
import type { Conducted } from '../model/runbook.ts'
import { Unanswered } from '../steps/step.ts'
import type { Running } from './running.ts'

/** Takes down when a step that stands for one of a runbook began and ended, and by whom. */
export interface Conduct {
  began(): void
  /** `answered` is what a person said. */
  done(answered?: Answered): void
  failed(error: unknown): void
}

const nothing: Conduct = { began: () => {}, done: () => {}, failed: () => {} }

export function conductOf({ journal, plan }: Pick<Running, 'journal' | 'plan'>, step: PlannedStep): Conduct {
  const stamp = stampOf(plan, step.conducts)
  if (!stamp) return nothing
  return {
    began: () => void journal.write({ ...stamp, moment: 'began' }),
    done: (answered) => {
      const failed = stamp.by === 'person' && answered?.answer === 'failed'
      const outcome = failed ? 'failed' : 'done'
      journal.write({ ...stamp, moment: 'ended', outcome, ...answered })
    },
    failed: (error) => {
      const detail = error instanceof Error ? error.message : String(error)
      journal.write({ ...stamp, moment: 'ended', outcome: outcomeOf(error), detail })
    },
  }
}

function stampOf(plan: Plan, of: Conducted | undefined): Omit<RunbookStepped, 'moment'> | undefined {
  const book = plan.runbooks?.find(({ name }) => name === of?.runbook)
  const found = book?.steps.find(({ id }) => id === of?.step)
  if (!book || !found) return undefined
  const { id, by, who, planned = null } = found
  return { type: 'runbook.step', runbook: book.name, step: id, by, who, plannedMs: planned }
}

function outcomeOf(error: unknown): NonNullable<RunbookStepped['outcome']> {
  if (error instanceof Unanswered) return 'not-done'
  return error instanceof DrillError && error.code === 'refused' ? 'refused' : 'failed'
}

/** Asks those who are there. Rejects with `refused` when nobody is, and with `bad-input` for what nobody can be asked. */
export async function asked(
  { plan, people }: Pick<Running, 'plan' | 'people'>,
  of: Conducted,
  signal: AbortSignal,
): Promise<Answered> {
  const question = questionOf(plan, of)
  if (!question) throw new DrillError('bad-input', `no runbook has a person do ${of.runbook}/${of.step}`)
  if (!people) throw new DrillError('refused', `nobody is there to do ${of.runbook}/${of.step}`)
  return people.ask(question, signal)
}
