import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { request } from 'undici'
import { afterAll, describe, expect, test } from 'vitest'
import { attempting } from '../../harness/stacks/contacts.ts'
import { dispatcherFor } from '../../harness/stacks/dial.ts'
import { serverNamed } from '../clients/server.ts'

const ahead = () => new Date(Date.now() + 90_000).toUTCString()
const there = await serverNamed('idp', ({ what }) => {
  if (what.includes('silent')) return 'silent'
  return what.includes('ahead') ? [401, {}, { date: ahead() }] : [200, {}]
})
const timeLimit = () => AbortSignal.timeout(400)

/** What one attempt notes of its requests, one after the other. */
async function gone(dispatcher: ReturnType<typeof there.dispatcher>, ...paths: readonly string[]) {
  const attempt = attempting(async () => {
    for (const path of paths) {
      await request(there.origin + path, { dispatcher, signal: timeLimit() }).then(
        ({ body }) => body.text(),
        () => undefined,
      )
      // A connection is free again only once its parser has returned.
      await setImmediate()
    }
  })
  await attempt.value
  return attempt.contacts()
}

/** A port that does that to whoever connects. */
async function portThat(does: (socket: Socket) => void) {
  const server = createServer(does).listen(0, '127.0.0.1')
  await once(server, 'listening')
  afterAll(() => void server.close())
  const { port } = server.address() as AddressInfo
  const endpoint = () => ({ ...there.endpoint(), port })
  const made = dispatcherFor({ caFile: there.caFile, edges: there.edges, endpoint }, 'operator')
  afterAll(() => made.destroy())
  const origin = `https://idp.estate.test:${port}`
  const attempt = attempting(() =>
    request(origin, { dispatcher: made, signal: timeLimit() }).catch(() => undefined),
  )
  await attempt.value
  return attempt.contacts()
}

describe('an attempt', () => {
  test('tells a new connection from one that was open, with its times', async () => {
    const [first, second, ...more] = await gone(there.dispatcher(), '/', '/')
    expect(first).toMatchObject({ to: 'idp', reached: 'answer', fresh: true, status: 200 })
    expect(first?.skewMs).toBeUndefined()
    expect(first?.tlsMs).toBeGreaterThan(0)
    expect(second).toMatchObject({ to: 'idp', reached: 'answer', fresh: false, status: 200 })
    expect(second?.tlsMs).toBeUndefined()
    expect(more).toEqual([])
  })

  test('sees that the clock of the other side is ahead', async () => {
    const [contact] = await gone(there.dispatcher(), '/ahead')
    expect(Math.abs((contact?.skewMs ?? 0) - 90_000)).toBeLessThanOrEqual(1_000)
  })

  test('that is not answered came as far as the handshake', async () => {
    expect(await gone(there.dispatcher(), '/silent')).toMatchObject([
      { reached: 'handshake', fresh: true, error: 'TIMEOUT' },
    ])
  })

  test('that does not trust the other side came as far as the connection', async () => {
    const [contact] = await gone(there.dispatcher(there.otherCaFile), '/')
    expect(contact).toMatchObject({
      reached: 'connection',
      error: expect.stringMatching(/SELF_SIGNED|UNABLE/),
    })
  })

  test('whose name is not known came nowhere', async () => {
    expect(await gone(there.dispatcher(there.caFile, 'people'), '/')).toMatchObject([
      { reached: 'nothing', error: 'ENOTFOUND' },
    ])
  })

  test('that is met with silence, a closed door or a broken way tells which', async () => {
    const open: Socket[] = []
    afterAll(() => open.forEach((socket) => void socket.destroy()))
    expect(await portThat((socket) => open.push(socket))).toMatchObject([
      { reached: 'connection', error: 'TIMEOUT' },
    ])
    expect(await portThat((socket) => socket.end())).toMatchObject([{ error: 'CLOSED' }])
    expect(await portThat((socket) => socket.resetAndDestroy())).toMatchObject([{ error: 'ECONNRESET' }])
  })

  test('notes nothing of what others do', async () => {
    const { contacts } = attempting(() => undefined)
    await gone(there.dispatcher(), '/')
    expect(contacts()).toEqual([])
  })
})
