import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { alertStore } from '../../../docker/reference/services/pager/alerts.ts'
import { pagerApp } from '../../../docker/reference/services/pager/app.ts'
import { testClock } from '../clock.ts'

beforeEach(() => void vi.spyOn(process.stdout, 'write').mockReturnValue(true))
afterEach(() => vi.restoreAllMocks())

function pager() {
  const clock = testClock()
  const app = pagerApp({ alerts: alertStore(clock.nowMs), secret: (name) => `secret-of-${name}` })
  const post = (body: string, secret = 'secret-of-pager-ingest') =>
    app.request('/pager/alerts', {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body,
    })
  const list = async (since?: string, secret = 'secret-of-pager-read') => {
    const query = since === undefined ? '' : `?since=${since}`
    const headers = { authorization: `Bearer ${secret}` }
    const answer = await app.request(`/pager/alerts${query}`, { headers })
    return { status: answer.status, body: (await answer.json()) as unknown }
  }
  return { app, clock, post, list }
}

describe('the pager', () => {
  it('keeps alerts with the time at which they came', async () => {
    const { clock, post, list } = pager()
    expect((await post('{"alert":"emergency-armed","incident":"i-1"}')).status).toBe(201)
    const firstMs = clock.nowMs()
    clock.advance(1_000)
    await post('{"test":"t-1"}')
    const both = [
      { alert: 'emergency-armed', incident: 'i-1', receivedAtMs: firstMs },
      { test: 't-1', receivedAtMs: firstMs + 1_000 },
    ]
    expect((await list()).body).toEqual({ alerts: both })
    expect((await list(String(firstMs))).body).toEqual({ alerts: both })
    expect((await list(String(firstMs + 1))).body).toEqual({ alerts: both.slice(1) })
  })

  it('keeps an alert once that is delivered twice', async () => {
    const { post, list } = pager()
    await post('{"id":"a","alert":"emergency-used"}')
    await post('{"id":"a","alert":"emergency-used"}')
    expect((await list()).body).toEqual({ alerts: [expect.objectContaining({ id: 'a' })] })
  })

  it('lets nobody in without the right one of its two secrets', async () => {
    const { app, post, list } = pager()
    expect((await post('{"test":"t"}', 'secret-of-pager-read')).status).toBe(401)
    expect((await list('0', 'secret-of-pager-ingest')).status).toBe(401)
    expect((await app.request('/pager/alerts')).status).toBe(401)
    expect((await list()).body).toEqual({ alerts: [] })
  })

  it('refuses what is no alert, and a time that is none', async () => {
    const { post, list } = pager()
    expect((await post('not json')).status).toBe(400)
    expect((await post('["a"]')).status).toBe(400)
    expect((await list('yesterday')).status).toBe(400)
  })
})
