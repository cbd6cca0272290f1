import type { Evidence } from '../report.ts'
import type { Claim, Control, Framework, GroundName } from './control.ts'
import { type Grounds, groundsOf, together } from './grounds.ts'
import { frameworks } from './index.ts'

/** A claim with what this run has to say about it. */
export interface Weighed {
  readonly claim: string
  readonly needs: readonly GroundName[]
  /** What it rests on, what speaks against it, or what is lacking. */
  readonly because: string
  /** Sequence numbers of the journal. */
  readonly events: readonly number[]
}

/** What this run does for one control. `opposed`: something was seen that speaks against it. */
export interface Row {
  readonly id: string
  readonly also?: string
  readonly title: string
  readonly state: 'supported' | 'partly' | 'opposed' | 'nothing'
  readonly supports: readonly Weighed[]
  readonly against: readonly Weighed[]
  readonly lacks: readonly Weighed[]
  readonly never: string
}

export interface Part extends Omit<Framework, 'controls'> {
  readonly controls: readonly Row[]
}

/** The same in every view: what a document like this may be used for. */
export const caveat =
  'A drill supports a control with evidence of one run. It never shows that anybody complies with it.'

/** For each control what this run supports, what speaks against it, what it lacks, and what no drill shows. */
export function matrix(evidence: Evidence): Part[] {
  const grounds = groundsOf(evidence)
  return frameworks.map((framework) => ({
    ...framework,
    controls: framework.controls.map((control) => row(control, grounds)),
  }))
}

function row(control: Control, grounds: Grounds): Row {
  const { id, also, title, claims, partOnly, never } = control
  const weighed = claims.map((claim) => weigh(claim, grounds))
  const of = (state: 'held' | 'broken' | 'absent') =>
    weighed.filter((entry) => entry.state === state).map(({ weighed }) => weighed)
  const [supports, against, lacks] = [of('held'), of('broken'), of('absent')]
  const state =
    against.length > 0
      ? 'opposed'
      : supports.length === 0
        ? 'nothing'
        : lacks.length > 0 || partOnly
          ? 'partly'
          : 'supported'
  return { id, ...(also === undefined ? {} : { also }), title, state, supports, against, lacks, never }
}

function weigh({ needs, text }: Claim, grounds: Grounds) {
  const { state, text: because, events } = together(needs.map((name) => grounds[name]))
  return { state, weighed: { claim: text, needs, because, events: events.toSorted((a, b) => a - b) } }
}
