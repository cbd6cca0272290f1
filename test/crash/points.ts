import { faultNames } from './scenario.ts'

/** How a runner ends at a point: by itself, together with its watchdog, or not at all, because it hangs there. */
export type Ending = 'alone' | 'with its watchdog' | 'hanging'

/** A moment at which the runner of a drill is killed. */
export interface Point {
  readonly fault: string
  readonly ending: Ending
  /** Whether the drill runs on a stack that stays, or on one that comes up for it. */
  readonly stack: 'warm' | 'own'
  /** As DRILL_CRASH_AT has it, or so many ms after its start. */
  readonly at: string | number
}

const moments = ['before', 'after'] as const
/** A part is killed and started again, by a fault or by a step. */
const ofParts = ['part.stopped:1', 'part.started:1']
const ofFaults = ['fault.intent', 'fault.applied', 'undo.intent', 'undo.done', 'undo.verified']

/** How often each kind of record comes in one run of crash.yaml, but for those of its fault. */
export interface Counts {
  readonly changes: number
  readonly steps: number
  /** Services of the estate. */
  readonly services: number
  /** Whether each start of a part is written down, or only that it was made. */
  readonly notesStarts: boolean
}

/** Every record that concerns a change, right before and right after it is on disk. */
export function everyPoint({ changes, steps, services, notesStarts }: Counts): Point[] {
  const others = [
    ...times('run.started', 1),
    ...times('change.intent', changes),
    ...times('change.undone', changes),
    ...times('step.began', steps),
    ...times('step.ended', steps),
    ...ofParts,
    ...(notesStarts ? times('part.noted', 1) : []),
    ...times('run.ended', 1),
  ]
  const warm = (fault: string, event: string): Point[] =>
    moments.map((moment) => ({ fault, ending: 'alone', stack: 'warm', at: `${moment}:${event}` }))
  return [
    ...faultNames.flatMap((fault) => ofFaults.flatMap((event) => warm(fault, `${event}:1`))),
    ...ofParts.flatMap((event) => warm('stopped', event)),
    ...others.flatMap((event) => warm('unreachable', event)),
    // The proxy is a part too.
    ...[...times('part.started', services), ...times('part.noted', services + 1)].flatMap((event) =>
      warm('unreachable', event).map((point): Point => ({ ...point, stack: 'own' })),
    ),
    ...sample,
  ]
}

/** The runner dies with its watchdog, so that the next `drill recover` has all the work; and it hangs for good. */
const sample: readonly Point[] = [
  ...faultNames.flatMap((fault) =>
    ['after:fault.intent:1', 'after:fault.applied:1', 'before:undo.done:1'].map((at) => ({
      ...{ fault, at, ending: 'with its watchdog', stack: 'warm' },
    })),
  ),
  { fault: 'unreachable', at: 'after:change.intent:3', ending: 'with its watchdog', stack: 'warm' },
  { fault: 'unreachable', at: 'after:part.started:4', ending: 'with its watchdog', stack: 'own' },
  { fault: 'stopped', at: 'after:fault.applied:1', ending: 'with its watchdog', stack: 'own' },
  { fault: 'unreachable', at: 'after:fault.applied:1', ending: 'hanging', stack: 'warm' },
  { fault: 'stopped', at: 'after:fault.applied:1', ending: 'hanging', stack: 'own' },
].map((point) => point as Point)

/** So many other moments, spread over a run by the seed; every fifth takes the watchdog along. */
export function randomPoints(count: number, longestMs: number, random: () => number): Point[] {
  return Array.from({ length: count }, (_, index) => ({
    fault: faultNames[Math.floor(random() * faultNames.length)] ?? 'unreachable',
    ending: index % 5 === 4 ? 'with its watchdog' : 'alone',
    stack: 'warm',
    at: Math.round(random() * longestMs),
  }))
}

export const nameOf = ({ fault, ending, stack, at }: Point): string =>
  `${stack} stack, ${fault}, ${typeof at === 'number' ? `${at} ms` : at}, ${ending}`

function times(event: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${event}:${index + 1}`)
}
