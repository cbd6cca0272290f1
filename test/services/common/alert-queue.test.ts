import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { AlertQueue } from '../../../docker/reference/services/common/alert-queue.ts'

const lines: string[] = []
beforeEach(() => {
  lines.length = 0
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0)
})
afterEach(() => vi.restoreAllMocks())

function queue(reply: (attempt: number) => Response) {
  const received: Record<string, unknown>[] = []
  const stop = new AbortController()
  let attempts = 0
  const alerts = new AlertQueue({
    ...{
      pagerUrl: 'https://pager.estate.test:7445',
      secret: () => 'ingest',
      signal: stop.signal,
      pauseMs: 1,
    },
    call: async (_url, init) => {
      const answer = reply(++attempts)
      if (answer.ok) received.push(JSON.parse(String(init?.body)) as Record<string, unknown>)
      return answer
    },
  })
  return { alerts, received, stop, attempts: () => attempts }
}

it('delivers in order, and again until the pager has it', async () => {
  const { alerts, received, attempts } = queue((attempt) => {
    if (attempt === 1) throw new TypeError('fetch failed')
    return new Response(null, { status: attempt === 2 ? 503 : 201 })
  })
  alerts.send({ alert: 'emergency-armed' })
  alerts.send({ alert: 'emergency-used' })
  await vi.waitFor(() => expect(received).toHaveLength(2))
  expect(received.map(({ alert }) => alert)).toEqual(['emergency-armed', 'emergency-used'])
  expect(new Set(received.map(({ id }) => id)).size).toBe(2)
  expect(attempts()).toBe(4)
  alerts.send({ alert: 'emergency-disarmed' })
  await vi.waitFor(() => expect(received).toHaveLength(3))
})

it('stops when the service does, and says what was lost', async () => {
  const { alerts, stop, attempts } = queue(() => new Response(null, { status: 503 }))
  alerts.send({ alert: 'emergency-armed' })
  await vi.waitFor(() => expect(attempts()).toBeGreaterThan(1))
  stop.abort()
  await vi.waitFor(() => expect(lines.join()).toContain('alerts lost'))
  expect(lines.join()).not.toContain('ingest')
})

it('keeps at most a thousand, and logs what it drops', () => {
  const { alerts } = queue(() => new Response(null, { status: 503 }))
  for (let count = 0; count < 1_001; count += 1) alerts.send({ alert: 'emergency-used' })
  expect(lines.filter((line) => line.includes('queue-full'))).toHaveLength(1)
})
