import type { Plan } from '../model/plan.ts'
import { type History, recordsOf } from '../model/record.ts'
import type { AlertReceived, LoggedCall } from '../model/trace.ts'
import type { Stack } from '../stacks/stack.ts'
import type { Clock } from './clock.ts'
import { type Journal, readJournal } from './journal.ts'
import type { Trouble } from './running.ts'
import { edgeCalls } from './tracing/edge-calls.ts'
import type { Line } from './tracing/line.ts'
import { sampled } from './tracing/sampled.ts'

interface Tracing {
  readonly run: string
  readonly plan: Plan
  readonly stack: Stack
  readonly journal: Journal
  readonly clock: Clock
  readonly trouble?: Trouble
}

/** A clock that was set back wrote its lines with earlier times: they are looked for this far back. */
const lookBackMs = 15 * 60_000

/**
 * Looks up in the logs of every service what came of the attempts that failed, and writes it down beside them. What
 * cannot be read is missing in the diagnosis, and changes no verdict by that: a run does not fail for it.
 */
export async function traceFailures(tracing: Tracing, enteredMs: number): Promise<void> {
  try {
    const history = readJournal(tracing.journal.file)
    if (recordsOf(history, 'attempt').length > 0) await traceAll(tracing, history, enteredMs)
  } catch (error) {
    tracing.trouble?.('reading the logs of the estate', error)
  }
}

async function traceAll(tracing: Tracing, history: History, enteredMs: number): Promise<void> {
  const { run, plan, journal } = tracing
  const calls = await callsOf(tracing, enteredMs)
  const ours = Map.groupBy(
    calls.filter(({ requestId }) => requestId?.startsWith(`${run}-`)),
    ({ requestId }) => requestId ?? '',
  )
  for (const { seq, requestId } of sampled(history)) {
    // Of an attempt that is a burst of requests the first one stands for all.
    const found = ours.get(requestId) ?? ours.get(`${requestId}-0`) ?? []
    journal.write({ type: 'trace', attempt: seq, requestId, calls: found.map(bare) })
  }
  for (const counted of edgeCalls(history, plan, ours)) journal.write(counted)
  for (const alert of alertsIn(calls, enteredOnRunClock(tracing, enteredMs))) journal.write(alert)
}

const bare = ({ requestId, ...call }: Line): LoggedCall => call

/** The database logs connections and statements, which bear no request ID. */
async function callsOf({ stack, clock, trouble }: Tracing, enteredMs: number): Promise<Line[]> {
  const sinceMs = enteredMs - lookBackMs
  const wallMs = Date.now() - clock.nowMs()
  const services = Object.entries(stack.estate.services).filter(([, { role }]) => role !== 'database')
  const found = await Promise.all(
    services.map(async ([service]) => {
      const seen = await stack.observed(service, sinceMs).catch((error: unknown) => {
        trouble?.(`reading the log of ${service}`, error)
        return []
      })
      return seen.map(({ caller, timeMs, requestId, says = { kind: 'call' } }): Line => {
        const atMs = Math.round(timeMs - wallMs)
        return { service, caller, atMs, ...says, ...(requestId === undefined ? {} : { requestId }) }
      })
    }),
  )
  return found.flat().toSorted((a, b) => a.atMs - b.atMs)
}

const enteredOnRunClock = ({ clock }: Tracing, enteredMs: number) => enteredMs - Date.now() + clock.nowMs()

function alertsIn(calls: readonly Line[], sinceMs: number): AlertReceived[] {
  return calls.flatMap(({ kind, alert, caller, atMs, dependency, layer, code }) =>
    kind === 'alert' && alert !== undefined && atMs >= sinceMs
      ? [
          {
            ...{ type: 'alert.received', receivedMs: atMs, from: caller, alert },
            ...(dependency === undefined ? {} : { dependency }),
            ...(layer === undefined ? {} : { layer }),
            ...(code === undefined ? {} : { code }),
          },
        ]
      : [],
  )
}
