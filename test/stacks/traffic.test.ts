import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { jsonLine } from '../../harness/stacks/traffic/json-lines.ts'
import { keycloakLine } from '../../harness/stacks/traffic/keycloak.ts'
import { openbaoLine } from '../../harness/stacks/traffic/openbao.ts'
import { partyOf } from '../../harness/stacks/traffic/party.ts'
import { postgresLine } from '../../harness/stacks/traffic/postgres.ts'
import { callsIn } from '../../harness/stacks/traffic.ts'
import { referenceEstate } from './estate.ts'
import { ownFolder } from './folder.ts'

const folder = ownFolder()
const at = Date.UTC(2026, 10, 25, 10, 0, 0, 123)

test('own services and the gateway: caller and request ID as they log them', () => {
  const line = JSON.stringify({ time: at, msg: 'request', requestId: 'r1', caller: 'orders', status: 200 })
  expect(jsonLine(line)).toEqual({
    caller: 'orders',
    timeMs: at,
    requestId: 'r1',
    line,
    says: { kind: 'call', status: 200 },
  })
  expect(jsonLine(JSON.stringify({ time: at, msg: 'started' }))).toBeUndefined()
  const failed = { time: at, msg: 'dependency failed', service: 'ledger', dependency: 'idp', layer: 'dns' }
  expect(jsonLine(JSON.stringify(failed))).toMatchObject({
    ...{ caller: 'ledger', says: { kind: 'failed', dependency: 'idp', layer: 'dns' } },
  })
  const passed = { time: at, caller: 'people', backend: 'orders', termination: 'SC', backendError: '-' }
  expect(jsonLine(JSON.stringify(passed))?.says).toEqual({
    kind: 'call',
    backend: 'orders',
    termination: 'SC',
  })
  expect(jsonLine('Server listening')).toBeUndefined()
})

test('OpenBao: requests and their answers, by their audited headers', () => {
  const request = { id: 'b1', headers: { 'user-agent': ['drill-ledger'], 'x-request-id': ['r2'] } }
  const line = JSON.stringify({ time: '2026-11-25T10:00:00.123456Z', type: 'request', request })
  expect(openbaoLine(line)).toEqual({
    caller: 'ledger',
    timeMs: at,
    requestId: 'r2',
    line,
    says: { kind: 'call' },
  })
  const answer = line.replace('"type":"request"', '"type":"response"')
  expect(openbaoLine(answer)?.says).toEqual({ kind: 'answer' })
  const bare = JSON.stringify({ time: '2026-11-25T10:00:00.123Z', type: 'request', request: { id: 'b1' } })
  expect(openbaoLine(bare)).toMatchObject({ caller: 'unknown', requestId: 'b1' })
})

test('Keycloak: the access log among the other lines, by its user agent', () => {
  const line = (message: string) =>
    JSON.stringify({ timestamp: '2026-11-25T10:00:00.123Z', loggerName: 'access', level: 'INFO', message })
  const called = line('"POST /realms/estate/protocol/openid-connect/token" 200 r3 "drill-orders"')
  expect(keycloakLine(called)).toEqual({
    caller: 'orders',
    timeMs: at,
    requestId: 'r3',
    line: called,
    says: { kind: 'call', status: 200 },
  })
  const browser = keycloakLine(line('"GET /" 302 - "Mozilla/5.0 (X11; Linux) HeadlessChrome/156"'))
  expect(browser).toMatchObject({ caller: 'people' })
  expect(browser).not.toHaveProperty('requestId')
  expect(keycloakLine(line('Keycloak 26.7.4 on JVM started in 8.0s'))).toBeUndefined()
})

test('PostgreSQL: connections by application name, else by role; ends of sessions are no calls', () => {
  const line = (user: string, message: string) =>
    JSON.stringify({ timestamp: '2026-11-25 10:00:00.123 UTC', user, dbname: 'x', pid: 1, message })
  const named = 'connection authorized: user=v database=ledger application_name=drill-ledger SSL enabled'
  expect(postgresLine(line('v-approle-ledger-abc-1', named))).toMatchObject({ caller: 'ledger', timeMs: at })
  expect(postgresLine(line('orders', 'connection authorized: user=orders'))?.caller).toBe('orders')
  expect(postgresLine(line('v-approle-reporter-abc-1', 'statement: SELECT 1'))?.caller).toBe('reporter')
  expect(postgresLine(line('orders', 'disconnection: session time: 0:00:01'))).toBeUndefined()
  expect(postgresLine(line('orders', 'terminating connection due to administrator command'))).toBeUndefined()
})

test('a long log is read from its end, whole lines only, oldest first', async () => {
  const file = join(folder, 'long.jsonl')
  const filler = 'é'.repeat(300)
  const lines = Array.from({ length: 5_000 }, (_, index) =>
    JSON.stringify({ time: at + index * 1_000, caller: `c${index}`, filler }),
  )
  writeFileSync(file, `${lines.join('\n')}\n`)
  const calls = await callsIn(file, 'json-lines', at + 4_000_000)
  expect(calls.map(({ caller }) => caller)).toEqual(
    Array.from({ length: 1_000 }, (_, index) => `c${4_000 + index}`),
  )
  expect(await callsIn(file, 'json-lines', at)).toHaveLength(5_000)
})

test('a call that is logged late is found behind later ones', async () => {
  const file = join(folder, 'late.jsonl')
  const call = (timeMs: number, caller: string) =>
    JSON.stringify({ time: timeMs, caller, pad: 'x'.repeat(40_000) })
  writeFileSync(
    file,
    [call(at + 100, 'first'), call(at - 30_000, 'long'), call(at - 20_000, 'long')].join('\n'),
  )
  expect((await callsIn(file, 'json-lines', at)).map(({ caller }) => caller)).toEqual(['first'])
})

test('a line longer than what is read at once, a torn last line, and no file at all', async () => {
  const file = join(folder, 'odd.jsonl')
  const long = JSON.stringify({ time: at, caller: 'long', pad: 'x'.repeat(200_000) })
  writeFileSync(file, `${long}\n${JSON.stringify({ time: at + 1, caller: 'next' })}\n{"time":${at + 2},"cal`)
  expect((await callsIn(file, 'json-lines', at)).map(({ caller }) => caller)).toEqual(['long', 'next'])
  expect(await callsIn(join(folder, 'none.jsonl'), 'json-lines', 0)).toEqual([])
})

test('names of roles, parts and identities are those of parties', async () => {
  const estate = await referenceEstate()
  const named = ['orders', 'people', 'keycloak', 'vault', 'reporter', 'clerk', 'readiness']
  const parties = named.map((name) => partyOf(estate, name))
  expect(parties).toEqual(['orders', 'people', 'idp', 'vault', 'machines', 'people', 'readiness'])
})
