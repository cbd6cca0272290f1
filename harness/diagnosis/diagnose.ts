import { type History, perHistory } from '../model/record.ts'
import type { Layer } from '../model/words.ts'
import { type AttemptRecord, type Case, casesOf } from './case.ts'
import { ofAsked, ofPassed } from './inside.ts'
import { type Leg, legOf } from './leg.ts'
import { ofRefusal } from './refused.ts'
import type { Failing } from './verdict.ts'
import { ofWay } from './way.ts'

/** What one failed attempt looked like to its client, and what it was. */
export interface Diagnosis {
  /** `seq` of the attempt. */
  readonly attempt: number
  readonly actor: string
  readonly access: string
  readonly beganMs: number
  readonly looked: Layer | 'undetermined'
  readonly was: Layer | 'undetermined'
  readonly cause: string
  /** Where it ended: `client → idp`, `ledger → idp`, `at ledger`. */
  readonly at: string
  readonly evidence: string
}

/**
 * Walks every attempt that was not granted through the layers, and stops at the first that fails. It is given what was
 * seen, and nothing else: no plan, and of the history neither faults nor witnesses.
 */
export const diagnose = perHistory((history: History): readonly Diagnosis[] =>
  casesOf(history).map(diagnosisOf),
)

function diagnosisOf(of: Case): Diagnosis {
  const { attempt } = of
  const { seq, actor, access, beganMs, layer } = attempt
  const leg = legOf(of)
  const found = leg && failingOn(leg, of)
  return {
    ...{ attempt: seq, actor, access, beganMs, looked: layer ?? 'undetermined' },
    ...{ was: found?.layer ?? 'undetermined', cause: found?.cause ?? 'not decided' },
    ...{ at: leg ? placeOf(leg) : 'unknown', evidence: found?.evidence ?? undecided(attempt) },
  }
}

function failingOn(leg: Leg, of: Case): Failing | undefined {
  if (leg.kind === 'way') return ofWay(leg, of)
  if (leg.kind === 'passed') return ofPassed(leg, of)
  return leg.kind === 'asked' ? ofAsked(leg, of) : ofRefusal(leg, of)
}

function placeOf(leg: Leg): string {
  if (leg.kind === 'refused') return `at ${leg.by}`
  return leg.kind === 'way' ? `client → ${leg.to}` : `${leg.from} → ${leg.to}`
}

const undecided = ({ status, detail }: AttemptRecord) =>
  `${status ?? 'no status'}${detail ? `, ${detail}` : ''}: what was seen does not decide`
