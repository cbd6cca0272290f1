import type { Plan } from './plan.ts'
import type { AnswerKind, Conducted } from './runbook.ts'

/** What a person is asked during a drill. */
export interface Question extends Conducted {
  readonly title: string
  /** Whom the runbook names. */
  readonly who: string
  readonly ask: string
  readonly expects: AnswerKind
  readonly choices: readonly string[]
}

/** What somebody said, and how it came. */
export interface Answered {
  readonly who: string
  readonly answer: string
  readonly via: 'terminal' | 'file'
}

/** Those who are asked. Rejects when the signal aborts before anybody has answered. */
export interface People {
  ask(question: Question, signal: AbortSignal): Promise<Answered>
}

/** `idp-outage/open-incident` */
export function nameOf({ runbook, step }: Conducted): string {
  return `${runbook}/${step}`
}

/** The question behind a step of a runbook; undefined when the plan has no such step for a person. */
export function questionOf(plan: Plan, { runbook, step }: Conducted): Question | undefined {
  const found = plan.runbooks?.find(({ name }) => name === runbook)?.steps.find(({ id }) => id === step)
  if (found?.by !== 'person') return undefined
  const { title, who, ask = title, expects = 'done', choices = [] } = found
  return { runbook, step, title, who, ask, expects, choices }
}

/** The answers that a question allows; none for free text. */
export function allowedBy({ expects, choices }: Pick<Question, 'expects' | 'choices'>): readonly string[] {
  if (expects === 'done') return ['done', 'failed']
  if (expects === 'yes-no') return ['yes', 'no']
  return expects === 'choice' ? choices : []
}

const longest = 500

/** An answer in the words of its question, `undefined` when it is none: `Y` → `yes`. */
export function answerOf(question: Pick<Question, 'expects' | 'choices'>, text: string): string | undefined {
  const said = text.replace(/\p{Cc}+/gu, ' ').trim()
  if (said === '' || said.length > longest) return undefined
  if (question.expects === 'text') return said
  const words = allowedBy(question)
  const word = said.toLowerCase()
  const same = words.find((each) => each.toLowerCase() === word)
  return same ?? (question.expects === 'yes-no' ? words.find((each) => each.startsWith(word)) : undefined)
}
