import { appendFileSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ClockSetting } from '../clock.ts'

/** A clock was moved: its log is this long then (bytes), and what is logged from there on is off by that much. */
interface Move extends Pick<ClockSetting, 'offsetMs' | 'creepMs'> {
  readonly bytes: number
  /** True wall clock (ms since 1970). */
  readonly atMs: number
}

/** True time of a line that stands at this byte of a log and bears this time. */
export type TrueTime = (byte: number, statedMs: number) => number

/** A line may be written a little after its time. */
const slackMs = 5_000

const movesFile = (serviceDir: string) => join(serviceDir, 'clock-moves.jsonl')

/** To be called right before the clock of a service is moved. */
export function noteMove(
  serviceDir: string,
  logFile: string,
  { offsetMs, creepMs = 0 }: ClockSetting,
  atMs = Date.now(),
): void {
  const bytes = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0
  const move: Move = { bytes, atMs, offsetMs, creepMs }
  appendFileSync(movesFile(serviceDir), `\n${JSON.stringify(move)}\n`, { mode: 0o600 })
}

/**
 * How to read the times in the log of a service whose clock was moved: what a drifting clock wrote must not look as if
 * it had happened earlier or later, in this drill or in the next one.
 */
export function trueTimeIn(serviceDir: string): TrueTime {
  const moves = movesIn(serviceDir)
  if (moves.length === 0) return (_byte, statedMs) => statedMs
  return (byte, statedMs) => {
    const at = moves.findLastIndex((move) => move.bytes <= byte)
    const times = [at, at - 1, at + 1].map((index) => ({ index, ms: timeOf(moves[index], statedMs) }))
    const fitting = times.find(({ index, ms }) => fits(moves, index, ms))
    return Math.round((fitting ?? times[0])?.ms ?? statedMs)
  }
}

/** Before the first move a clock was true. */
function timeOf(move: Move | undefined, statedMs: number): number {
  if (!move) return statedMs
  const { offsetMs, creepMs = 0, atMs } = move
  const rate = creepMs / 1_000
  return (statedMs - offsetMs + rate * atMs) / (1 + rate)
}

function fits(moves: readonly Move[], index: number, ms: number): boolean {
  if (index < -1 || index >= moves.length) return false
  const fromMs = moves[index]?.atMs ?? Number.NEGATIVE_INFINITY
  const toMs = moves[index + 1]?.atMs ?? Number.POSITIVE_INFINITY
  return ms >= fromMs - slackMs && ms <= toMs + slackMs
}

function movesIn(serviceDir: string): Move[] {
  try {
    return readFileSync(movesFile(serviceDir), 'utf8')
      .split('\n')
      .flatMap((line) => {
        try {
          return [JSON.parse(line) as Move]
        } catch {
          return []
        }
      })
  } catch {
    return []
  }
}
