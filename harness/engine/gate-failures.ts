import type { FollowUp } from '../model/audit.ts'
import { type Failure, keyOf } from '../model/failure.ts'
import { type Answerable, answers, lapsed } from '../model/follow-up.ts'

/** What was said about failures before, and when it is now. */
export interface Answers {
  readonly followUps: readonly FollowUp[]
  /** What failed already at the baseline. */
  readonly known: readonly Answerable[]
  readonly now: Date
}

/** `new`: nobody took it. `ended`: its acceptance is over. `accepted`, `known`: it does not stop a pipeline. */
export type Weight = 'new' | 'ended' | 'accepted' | 'known'

export interface Weighed {
  readonly failure: Failure
  readonly as: Weight
  readonly text: string
}

/** Weighs failures against what was accepted, and until when. An acceptance that ended outweighs a baseline. */
export function weigh(failures: readonly Failure[], { followUps, known, now }: Answers): Weighed[] {
  const knownKeys = new Set(known.map(keyOf))
  return failures.map((failure) => {
    const answered = followUps.filter((each) => answers(each, failure))
    const risks = answered.filter(({ kind }) => kind === 'accepted-risk')
    const holds = risks.find((risk) => !lapsed(risk, now))
    const said = (because?: string) => [told(failure), because, ...remediations(answered, now)]
    const as = (weight: Weight, because?: string) => ({
      failure,
      as: weight,
      text: said(because).filter(Boolean).join('; '),
    })
    if (holds) return as('accepted', `accepted by ${holds.owner} until ${holds.until}`)
    const ended = risks.at(-1)
    if (ended) return as('ended', `accepted by ${ended.owner} until ${ended.until}, which is over`)
    return knownKeys.has(keyOf(failure)) ? as('known', 'known since the baseline') : as('new')
  })
}

/** Accepted risks that answer nothing which fails now: mended, or misspelt. */
export function idle(failures: readonly Failure[], { followUps }: Answers): FollowUp[] {
  const risks = followUps.filter(({ kind }) => kind === 'accepted-risk')
  return risks.filter((risk) => !failures.some((failure) => answers(risk, failure)))
}

function told({ scenario, number, finding, access, text, owner }: Failure): string {
  const where = `${finding}${access === undefined ? '' : ` (${access})`}`
  return `${scenario}, run ${number}: ${where}: ${text}${owner === undefined ? '' : ` (${owner})`}`
}

function remediations(answered: readonly FollowUp[], now: Date): string[] {
  return answered
    .filter(({ kind }) => kind === 'remediation')
    .map((each) => `${each.owner} mends it by ${each.until}${lapsed(each, now) ? ', which is over' : ''}`)
}
