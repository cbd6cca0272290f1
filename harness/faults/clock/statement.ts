import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { request } from 'undici'
import { dispatcherFor } from '../../stacks/dial.ts'
import type { Stack } from '../../stacks/stack.ts'

/** What a target itself says the time is, and when it was asked (true wall clock, ms since 1970). */
export interface Statement {
  readonly statedMs: number
  readonly fromMs: number
  readonly toMs: number
  /** Where it says so. */
  readonly source: string
}

const patienceMs = 3_000
const betweenMs = 50

interface Asking {
  readonly stack: Stack
  /** Whose edge it is asked over. */
  readonly caller: string
  readonly service: string
  /** How far off its log may be, at most: so far back it is read. */
  readonly reachMs: number
}

/** Asks a service for its time over the edge of one of its callers. Rejects when it does not say. */
export function stated(asking: Asking): Promise<Statement> {
  const isDatabase = asking.stack.estate.services[asking.service]?.role === 'database'
  return isDatabase ? statedByDatabase(asking) : statedInLog(asking)
}

/**
 * A request is logged with its time, to the millisecond. The Date header of the same answer is whole seconds, and some
 * servers keep it for one: it speaks only where there is no such log.
 */
async function statedInLog({ stack, caller, service, reachMs }: Asking): Promise<Statement> {
  const dispatcher = dispatcherFor(stack, caller, { keepAlive: false, timeoutMs: patienceMs })
  const { host, port } = stack.endpoint(caller, service)
  const requestId = randomUUID()
  const headers = { 'user-agent': 'drill-canary', 'x-request-id': requestId }
  const fromMs = Date.now()
  try {
    const answer = await request(`https://${host}:${port}/`, { dispatcher, headers })
    await answer.body.dump()
    const toMs = Date.now()
    const statedMs = await loggedAt(stack, service, requestId, fromMs - reachMs)
    if (statedMs !== undefined) return { statedMs, fromMs, toMs, source: 'its log' }
    const date = Date.parse(String(answer.headers.date))
    if (Number.isNaN(date)) throw new Error(`${service} says nowhere what the time is`)
    return { statedMs: date, fromMs: fromMs - 2_000, toMs, source: 'its Date header' }
  } finally {
    await dispatcher.destroy()
  }
}

/** The log may take a moment; where no log has request ids, nothing is found. */
async function loggedAt(
  stack: Stack,
  service: string,
  requestId: string,
  sinceMs: number,
): Promise<number | undefined> {
  const deadline = performance.now() + patienceMs
  while (performance.now() < deadline) {
    const calls = await stack.observed(service, sinceMs)
    const own = calls.find((call) => call.requestId === requestId)
    if (own) return own.statedMs ?? own.timeMs
    await pause(betweenMs)
  }
  return undefined
}

async function statedByDatabase({ stack, caller, service }: Asking): Promise<Statement> {
  const { default: pg } = await import('pg')
  const { host, address, port } = stack.endpoint(caller, service)
  const client = new pg.Client({
    ...{ host: address, port, user: 'postgres', database: 'postgres', application_name: 'drill-canary' },
    password: await stack.secret('database-superuser'),
    ssl: { ca: readFileSync(stack.caFile, 'utf8'), servername: host },
    connectionTimeoutMillis: patienceMs,
  })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const fromMs = Date.now()
    const { rows } = await client.query('SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms')
    return { statedMs: Number(rows[0]?.ms), fromMs, toMs: Date.now(), source: 'clock_timestamp()' }
  } finally {
    await client.end()
  }
}
