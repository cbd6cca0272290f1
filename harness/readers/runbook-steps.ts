import type { Complaint, Path } from '../model/complaint.ts'
import type { Estate } from '../model/estate.ts'
import { oneOf } from '../model/nearest.ts'

/** What a runbook is held against. */
export interface Surroundings {
  /** Steps that scenarios can have. */
  readonly steps: readonly string[]
  readonly estate?: Estate
  /** The name that the estate gives it. */
  readonly name?: string
}

type Raw = Readonly<Record<string, unknown>>

/** What a runbook's schema cannot tell: names that nobody knows, and steps that contradict themselves. */
export function checkRunbook(value: unknown, around: Surroundings): Complaint[] {
  if (!isMap(value)) return []
  const steps = (Array.isArray(value.steps) ? value.steps : []).map((step: unknown, index) => ({
    path: ['steps', index],
    step: isMap(step) ? step : {},
  }))
  return [
    ...(around.estate ? sameAsEstate(value, around.estate, around.name) : []),
    ...steps.flatMap(({ path, step }, index) => {
      const before = steps.slice(0, index).map(({ step: { id } }) => id)
      return [...repeated(path, step, before), ...kindOf(path, step), ...names(path, step, around)]
    }),
  ]
}

function sameAsEstate(of: Raw, { runbooks }: Estate, name: string | undefined): Complaint[] {
  const declared = name === undefined ? undefined : runbooks[name]
  const differs = (key: string, expected: string | undefined): Complaint[] =>
    typeof of[key] === 'string' && expected !== undefined && of[key] !== expected
      ? [{ path: [key], message: `the estate says ${expected}, this file ${of[key]}`, expected }]
      : []
  return [...differs('runbook', name), ...differs('accountable', declared?.accountable)]
}

function repeated(path: Path, { id }: Raw, before: readonly unknown[]): Complaint[] {
  if (typeof id !== 'string' || !before.includes(id)) return []
  return [{ path: [...path, 'id'], message: `a step ${id} stands above already`, expected: 'another name' }]
}

/** Machines act, people are asked; choices belong to an answer that chooses. */
function kindOf(path: Path, step: Raw): Complaint[] {
  const not = (key: string, message: string, expected: string): Complaint[] =>
    step[key] === undefined ? [] : [{ path: [...path, key], on: 'key', message, expected }]
  const chooses = step.expects === 'choice'
  return [
    ...(step.by === 'machine'
      ? ['ask', 'expects', 'choices'].flatMap((key) =>
          not(key, `a machine is not asked: ${key}`, 'by: person, or does: and the step that it stands for'),
        )
      : []),
    ...(step.by === 'person'
      ? not('does', 'a person does it, so no step of scenarios stands for it', 'by: machine, or ask:')
      : []),
    ...(chooses ? [] : not('choices', 'choices without a choice', 'expects: choice')),
    ...(chooses && step.choices === undefined
      ? [{ path: [...path, 'choices'], message: 'choices is missing', expected: 'a list of answers' }]
      : []),
  ]
}

function names(path: Path, { who, does }: Raw, { steps, estate }: Surroundings): Complaint[] {
  const unknown = (key: string, word: unknown, kind: string, valid: readonly string[]): Complaint[] =>
    typeof word !== 'string' || valid.includes(word)
      ? []
      : [{ path: [...path, key], message: `there is no ${kind} named ${word}`, expected: oneOf(word, valid) }]
  return [
    ...unknown('does', does, 'step', steps),
    ...(estate ? unknown('who', who, 'identity, team or service', partiesOf(estate)) : []),
  ]
}

/** Whoever can do something in an estate: identities, services, callers, and the teams that own them. */
function partiesOf({ identities, services, callers, runbooks, fallbacks }: Estate): string[] {
  const owners = [...Object.values(identities), ...Object.values(services)].map(({ owner }) => owner)
  const accountable = [...Object.values(runbooks), ...Object.values(fallbacks)].map(
    (each) => each.accountable,
  )
  const named = [identities, services, callers].flatMap((each) => Object.keys(each))
  return [...new Set([...named, ...owners, ...accountable])]
}

function isMap(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
