import { setTimeout as pause } from 'node:timers/promises'
import { DrillError } from '../model/error.ts'
import type { Plan } from '../model/plan.ts'
import { answerOf, nameOf, type People, type Question, questionOf } from '../model/question.ts'
import { readAnswers } from '../readers/answers.ts'
import { type Terminal, terminal } from './terminal.ts'

export interface Crew extends People {
  /** Gives the terminal back. */
  end(): void
}

/** Every question of the runbooks that a plan follows. */
function questionsIn(plan: Plan): Question[] {
  return (plan.runbooks ?? []).flatMap(({ name, steps }) =>
    steps.flatMap(({ id }) => questionOf(plan, { runbook: name, step: id }) ?? []),
  )
}

/** What the plan really asks. */
export function askedIn(plan: Plan): Question[] {
  const asked = plan.steps.flatMap(({ conducts }) => (conducts ? [nameOf(conducts)] : []))
  return questionsIn(plan).filter((question) => asked.includes(nameOf(question)))
}

/**
 * Those who answer during a run: the file where it has an answer, else whoever sits at the terminal. Throws
 * `refused`, with every question, when neither is there, and `bad-input` for a file that does not fit.
 */
export async function peopleFor(
  plan: Plan,
  file: string | undefined,
  input: { readonly interactive: boolean; readonly open?: () => Terminal },
): Promise<Crew> {
  const answers = file === undefined ? {} : await readAnswers(file, questionsIn(plan))
  const given = (question: Question) => answers[nameOf(question)]
  const unanswered = askedIn(plan).filter((question) => !given(question))
  if (unanswered.length > 0 && !input.interactive) throw refusal(unanswered)
  let at: Terminal | undefined
  return {
    async ask(question, signal) {
      const found = given(question)
      if (!found) {
        at ??= (input.open ?? terminal)()
        return at.ask(question, signal)
      }
      await pause(found.after, undefined, { signal })
      const answer = answerOf(question, found.answer) ?? found.answer
      return { who: found.who, answer, via: 'file' }
    },
    end: () => at?.close(),
  }
}

function refusal(questions: readonly Question[]): DrillError {
  const lines = questions.map((question) => `  ${nameOf(question)} (${question.who}): ${question.ask}`)
  return new DrillError('refused', ['nobody is there to answer:', ...lines].join('\n'), {
    next: 'Run it in a terminal, or give the answers in a file with --answers.',
  })
}
