import type { ConductedStep } from '../../model/audit.ts'
import { stepEnd } from '../../model/observed.ts'
import type { Plan, PlannedRunbook, PlannedStep } from '../../model/plan.ts'
import { type History, type RunbookStepped, recordsOf } from '../../model/record.ts'
import type { RunbookStep } from '../../model/runbook.ts'

/** Every step of the runbooks, done or not, in their order; then what the drill did beside them. */
export function conductedOf(plan: Plan, history: History): ConductedStep[] {
  const runbooks = plan.runbooks ?? []
  const known = ({ runbook, step }: { runbook: string; step: string }) =>
    runbooks.some(({ name, steps }) => name === runbook && steps.some(({ id }) => id === step))
  const own = plan.steps.filter(({ conducts }) => !conducts || !known(conducts))
  return [
    ...runbooks.flatMap((book) => book.steps.map((step) => ofRunbook(book, step, plan, history))),
    ...own.map((step) => ofDrill(step, history)),
  ]
}

function ofRunbook(book: PlannedRunbook, step: RunbookStep, plan: Plan, history: History): ConductedStep {
  const told = recordsOf(history, 'runbook.step').filter(
    (entry) => entry.runbook === book.name && entry.step === step.id,
  )
  const began = told.find(({ moment }) => moment === 'began')
  const ended = told.findLast(({ moment }) => moment === 'ended')
  const due = plan.steps.find(({ conducts }) => conducts?.runbook === book.name && conducts.step === step.id)
  return {
    ...{ runbook: book.name, step: step.id, title: step.title, by: step.by },
    who: ended?.who ?? began?.who ?? step.who,
    plannedMs: step.planned ?? null,
    plannedAtMs: due?.atMs ?? null,
    beganMs: began?.atMs ?? null,
    endedMs: ended?.atMs ?? null,
    outcome: ended?.outcome ?? (began ? 'failed' : 'not-done'),
    note: due || ended ? noteOf(ended, began !== undefined) : 'no part of this drill',
    events: told.map(({ seq }) => seq),
  }
}

function noteOf(ended: RunbookStepped | undefined, began: boolean): string | undefined {
  if (!ended) return began ? 'it began and never ended' : undefined
  return [ended.answer, ended.detail].filter(Boolean).join('; ') || undefined
}

/** What the drill itself does: revocations, restarts, and arming where no runbook says so. */
function ofDrill({ id, step, atMs, options }: PlannedStep, history: History): ConductedStep {
  const began = recordsOf(history, 'step.began').find((entry) => entry.step === id)
  const ended = stepEnd(history, id)
  const subject = [options.identity, options.runbook, options.service].find(
    (word) => typeof word === 'string',
  )
  return {
    ...{ runbook: '', step: id, title: subject ? `${step} ${subject}` : step },
    ...{ by: 'machine', who: 'operator', plannedMs: null, plannedAtMs: atMs },
    beganMs: ended?.beganMs ?? began?.atMs ?? null,
    endedMs: ended?.endMs ?? null,
    outcome: ended ? (ended.ok ? 'done' : 'failed') : began ? 'failed' : 'not-done',
    note: ended?.detail ?? (began && !ended ? 'it began and never ended' : undefined),
    events: [began, ended].flatMap((entry) => (entry ? [entry.seq] : [])),
  }
}
