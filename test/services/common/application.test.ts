import { afterEach, describe, expect, it, vi } from 'vitest'
import { callerOf, createApplication } from '../../../docker/reference/services/common/application.ts'
import { describeError } from '../../../docker/reference/services/common/log.ts'
import { outbound } from '../../../docker/reference/services/common/outbound.ts'
import { refusal } from '../../../docker/reference/services/common/refusal.ts'

afterEach(() => vi.restoreAllMocks())

function captured() {
  const lines: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0)
  return { lines, last: (): unknown => JSON.parse(lines.at(-1) ?? '{}') }
}

describe('an application', () => {
  it('logs each request as one line without its query or credentials', async () => {
    const log = captured()
    const app = createApplication('pager')
    const headers = {
      'user-agent': 'drill-machines',
      'x-request-id': 'r-1',
      authorization: 'Bearer very-secret',
    }
    const answer = await app.request('/pager/healthz?code=very-secret', { headers })
    expect(answer.headers.get('x-request-id')).toBe('r-1')
    expect(log.last()).toMatchObject({
      ...{
        msg: 'request',
        requestId: 'r-1',
        caller: 'machines',
        method: 'GET',
        path: '/pager/healthz',
        status: 200,
      },
      ...{ reason: 'ok', time: expect.any(Number) },
    })
    expect(log.lines.join()).not.toContain('very-secret')
  })

  it('answers a refusal with its status and reason, and logs the reason', async () => {
    const log = captured()
    const app = createApplication('pager')
    app.get('/refused', () => {
      throw refusal(401, 'token-expired')
    })
    const answer = await app.request('/refused')
    expect([answer.status, await answer.json()]).toEqual([401, { error: 'token-expired' }])
    expect(log.last()).toMatchObject({ status: 401, reason: 'token-expired' })
  })

  it('survives what nobody expected, and tells the caller nothing about it', async () => {
    const log = captured()
    const app = createApplication('pager')
    app.get('/broken', () => {
      throw new TypeError('broken by eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc')
    })
    const answer = await app.request('/broken')
    expect([answer.status, await answer.json()]).toEqual([500, { error: 'internal' }])
    expect(log.lines.join()).toContain('TypeError: broken by …')
  })

  it('refuses a body that is too large', async () => {
    captured()
    const app = createApplication('pager')
    app.post('/body', async (c) => c.text(await c.req.text()))
    const answer = await app.request('/body', { method: 'POST', body: 'x'.repeat(70_000) })
    expect(answer.status).toBe(413)
  })

  it('passes its own name and the request id on to whom it calls', async () => {
    captured()
    const sent = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('ok'))
    const app = createApplication('orders')
    app.get('/call', async (c) => c.text(await (await outbound('orders')('https://idp.estate.test/')).text()))
    await app.request('/call', { headers: { 'x-request-id': 'r-2' } })
    const headers = new Headers(sent.mock.calls[0]?.[1]?.headers)
    expect([headers.get('user-agent'), headers.get('x-request-id')]).toEqual(['drill-orders', 'r-2'])
  })
})

it.each([
  ['drill-machines', 'machines'],
  ['drill-operator/1.0', 'operator'],
  ['Mozilla/5.0 (X11; Linux x86_64)', 'people'],
  ['Apache-HttpClient/4.5.14 (Java/17.0.1)', 'idp'],
  [undefined, 'unknown'],
])('tells the caller %s as %s', (userAgent, caller) => expect(callerOf(userAgent)).toBe(caller))

it('takes tokens out of an error and its cause', () => {
  const cause = new Error('token hvs.CAESIJ0123456789abcdefghijklmnop was refused')
  const text = JSON.stringify(describeError(new Error('failed', { cause })))
  expect(text).toContain('was refused')
  expect(text).not.toContain('CAESIJ')
})
