import { setTimeout as pause } from 'node:timers/promises'
import type { Edge, PlannedFault } from '../../model/plan.ts'
import type { Stack } from '../../stacks/stack.ts'
import type { Look, Observed } from '../fault.ts'
import { callerSeen, controlPath } from '../witness.ts'
import { overhead } from './overhead.ts'
import { type Statement, stated } from './statement.ts'

const settleMs = 3_000
const betweenMs = 50
/** A statement is as exact as the request that it came with, and this much. */
const toleranceMs = 250

/** How far the clock should be off at a time (true wall clock, ms since 1970). */
type Expected = (atMs: number) => number

const atAll: Expected = () => 0

/** The drift of a plan, from when it was in force. */
function driftOf({ options }: PlannedFault, sinceMs: number): Expected {
  const { offset = 0, creep = 0 } = options
  return (atMs) => Number(offset) + (Number(creep) * Math.max(0, atMs - sinceMs)) / 1_000
}

/** Before: real callers, and what reading a clock costs that can be moved. */
export async function seenBefore(stack: Stack, planned: PlannedFault, look: Look): Promise<Observed[]> {
  return [await callerSeen(stack, planned, look), await overhead()]
}

/** Each caller is told the drifted time, and the target answers at its own address. */
export async function drifted(stack: Stack, planned: PlannedFault, sinceMs: number): Promise<Observed[]> {
  const [canaries, control] = await Promise.all([
    allTold(stack, planned, driftOf(planned, sinceMs)),
    controlPath(stack, planned.service, ['open'], settleMs),
  ])
  return [...canaries, control]
}

export function trueAgain(stack: Stack, planned: PlannedFault): Promise<Observed[]> {
  return allTold(stack, planned, atAll)
}

/** One caller is enough: nobody waits long with the undoing. */
export async function stillDrifted(
  stack: Stack,
  planned: PlannedFault,
  sinceMs: number,
): Promise<Observed[]> {
  const [edge] = planned.edges
  if (!edge) return []
  const told = await toldOnce(stack, edge, planned, driftOf(planned, sinceMs))
  return [{ ...told, witness: 'target-state' }]
}

function allTold(stack: Stack, planned: PlannedFault, expected: Expected): Promise<Observed[]> {
  return Promise.all(planned.edges.map((edge) => told(stack, edge, planned, expected)))
}

/** Asks until the statement is the expected one, or the patience ends; gives the last. */
async function told(stack: Stack, edge: Edge, planned: PlannedFault, expected: Expected): Promise<Observed> {
  const deadline = performance.now() + settleMs
  for (;;) {
    const observed = await toldOnce(stack, edge, planned, expected)
    if (observed.ok || performance.now() > deadline) return observed
    await pause(betweenMs)
  }
}

async function toldOnce(
  stack: Stack,
  { from: caller, to: service }: Edge,
  planned: PlannedFault,
  expected: Expected,
): Promise<Observed> {
  const { offset = 0, creep = 0 } = planned.options
  const reachMs =
    Math.abs(Number(offset)) + (Math.abs(Number(creep)) * (planned.toMs - planned.fromMs)) / 1_000
  try {
    const said = await stated({ stack, caller, service, reachMs: reachMs + settleMs })
    return judged(caller, service, said, expected)
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).name
    return {
      witness: 'canary',
      ok: false,
      detail: `${caller} → ${service}: the time could not be asked (${why})`,
    }
  }
}

function judged(caller: string, service: string, said: Statement, expected: Expected): Observed {
  const { statedMs, fromMs, toMs, source } = said
  const earliest = fromMs + expected(fromMs) - toleranceMs
  const latest = toMs + expected(toMs) + toleranceMs
  const off = secondsOf(statedMs - (fromMs + toMs) / 2)
  return {
    witness: 'canary',
    ok: statedMs >= Math.min(earliest, latest) && statedMs <= Math.max(earliest, latest),
    detail: `${caller} → ${service}: by ${source} it is ${off} off, expected ${secondsOf(expected(toMs))}`,
  }
}

const secondsOf = (ms: number) => `${ms < 0 ? '-' : '+'}${(Math.abs(ms) / 1_000).toFixed(2)} s`
