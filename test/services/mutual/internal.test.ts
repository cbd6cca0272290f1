import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer as createHttps, type Server } from 'node:https'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serverNameOf } from '../../../docker/reference/services/common/server-name.ts'
import { TrustBundle } from '../../../docker/reference/services/common/trust-bundle.ts'
import { internalApp } from '../../../docker/reference/services/ledger/internal-app.ts'
import { internalServer } from '../../../docker/reference/services/ledger/internal-server.ts'
import { checkPeer } from '../../../docker/reference/services/ledger/peer-check.ts'
import { LedgerClient } from '../../../docker/reference/services/orders/ledger-client.ts'
import { ownFolder } from '../../stacks/folder.ts'
import { authority, type Issued } from './authority.ts'

const folder = ownFolder()
const [old, next] = [await authority('old'), await authority('next')]
const spiffeId = (name: string) => `spiffe://estate.test/${name}`
const serverName = 'internal.ledger.estate.test'
const asCertificate = ({ key, chain, serial }: Issued, lifeMs = 60_000) => ({
  ...{ key, chain, serial, issuedMs: Date.now(), expiresMs: Date.now() + lifeMs },
})

/** Files of one party’s trust, and a way to change them. */
function trustOf(name: string, roots: readonly string[]) {
  const files = { bundle: join(folder, `${name}.pem`), distrusted: join(folder, `${name}-not.pem`) }
  const write = (bundle: readonly string[], distrusted: readonly string[] = []) => {
    writeFileSync(files.bundle, bundle.join('\n'))
    writeFileSync(files.distrusted, distrusted.join('\n'))
  }
  write(roots)
  const trust = new TrustBundle(files)
  const set = (...lists: Parameters<typeof write>) => {
    write(...lists)
    trust.refresh()
  }
  return { trust, set }
}

async function ledgerWith(defects: readonly string[] = []) {
  const { trust, set } = trustOf(`ledger-${defects.join()}-${Math.random()}`, [old.root])
  const caller = { spiffeId: spiffeId('orders'), check: 'short-lived', fail: 'hard', boundMs: 0 } as const
  const lists = { stateOf: async () => 'good' as const }
  const check = checkPeer({ callers: [caller], trust, lists, defects: new Set(defects) })
  const app = internalApp({
    entries: { list: async () => [{ account: 'a' }] },
    check,
    defects: new Set(defects),
  })
  const { server, adopt } = internalServer({ app, trust, defects: new Set(defects) })
  adopt(asCertificate(await old.issue({ spiffeId: spiffeId('ledger'), dns: serverName })))
  const listener = createServer((socket) => {
    socket.on('error', () => {})
    void serverNameOf(socket).then((name) =>
      (name === serverName ? server : plain).emit('connection', socket),
    )
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  afterAll(() => void listener.close())
  const { port } = listener.address() as AddressInfo
  return { adopt, set, url: `https://127.0.0.1:${port}` }
}

let plain: Server
beforeAll(async () => {
  const { key, chain } = await old.issue({ spiffeId: spiffeId('plain'), dns: 'ledger.estate.test' })
  plain = createHttps({ key, cert: chain.join('\n') }, (_, response) => void response.end('plain'))
})

function ordersAt(url: string, defects: readonly string[] = []) {
  const { trust, set } = trustOf(`orders-${Math.random()}`, [old.root, next.root])
  const callee = { service: 'ledger', url, serverName, spiffeId: spiffeId('ledger') }
  const client = new LedgerClient({ callee, trust, defects: new Set(defects) })
  afterAll(() => client.close())
  return { client, set }
}

const ordersFrom = async (from: typeof old, lifeMs?: number) =>
  asCertificate(await from.issue({ spiffeId: spiffeId('orders'), ...(lifeMs ? { lifeMs } : {}) }), lifeMs)

const statusOf = (client: LedgerClient, connection: 'existing' | 'new') =>
  client.entries(connection).then(
    ({ status }) => status,
    (error: NodeJS.ErrnoException) => error.code ?? error.name,
  )

describe('mutual TLS between two services', () => {
  test('lets in who has a certificate of the CA that is trusted, on open and new connections', async () => {
    const { url } = await ledgerWith()
    const { client } = ordersAt(url)
    await client.adopt(await ordersFrom(old))
    expect([await statusOf(client, 'existing'), await statusOf(client, 'new')]).toEqual([200, 200])
  })

  test('a CA that is not trusted yet looks like a dead endpoint to new connections, and costs no open one', async () => {
    const { url, set } = await ledgerWith()
    const { client } = ordersAt(url)
    await client.adopt(await ordersFrom(old))
    await client.adopt(await ordersFrom(next))
    expect(await statusOf(client, 'new')).toBe('ECONNRESET')
    expect(await statusOf(client, 'existing')).toBe(200)
    set([old.root, next.root])
    expect(await statusOf(client, 'new')).toBe(200)
  })

  test('a CA that is distrusted is refused on open connections too', async () => {
    const { url, set } = await ledgerWith()
    const { client } = ordersAt(url)
    await client.adopt(await ordersFrom(old))
    set([old.root], [old.issuing.toString('pem')])
    expect(await statusOf(client, 'existing')).toBe(403)
  })

  test('a certificate that ends on an open connection is refused there', async () => {
    const { url } = await ledgerWith()
    const { client } = ordersAt(url)
    await client.adopt(await ordersFrom(old, 1_500))
    expect(await statusOf(client, 'existing')).toBe(200)
    await expect.poll(() => statusOf(client, 'existing'), { timeout: 4_000 }).toBe(401)
  })

  test('calls nobody who is somebody else by the certificate', async () => {
    const { url, adopt } = await ledgerWith()
    const { client } = ordersAt(url)
    await client.adopt(await ordersFrom(old))
    adopt(asCertificate(await old.issue({ spiffeId: spiffeId('pager'), dns: serverName })))
    expect(await statusOf(client, 'new')).toBe('ERR_TLS_PEER')
  })

  test('serves everybody else by the usual name', async () => {
    const { url } = await ledgerWith()
    const { client } = ordersAt(url)
    await client.adopt(await ordersFrom(old))
    const { connect } = await import('node:tls')
    const socket = connect({
      host: '127.0.0.1',
      port: Number(new URL(url).port),
      servername: 'ledger.estate.test',
      ca: old.root,
    })
    await once(socket, 'secureConnect')
    socket.end('GET / HTTP/1.0\r\n\r\n')
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toContain('plain')
  })
})

describe('seeded defects', () => {
  test('trust-pinned: a CA that was distributed since is not trusted', async () => {
    const { url, set } = await ledgerWith(['trust-pinned'])
    const { client } = ordersAt(url)
    set([old.root, next.root])
    await client.adopt(await ordersFrom(old))
    expect(await statusOf(client, 'new')).toBe(200)
    await client.adopt(await ordersFrom(next))
    expect(await statusOf(client, 'new')).toBe('ECONNRESET')
  })

  test('chain-not-reread: the first certificate is shown until it has ended', async () => {
    const { url } = await ledgerWith()
    const { client } = ordersAt(url, ['chain-not-reread'])
    await client.adopt(await ordersFrom(old, 1_500))
    await client.adopt(await ordersFrom(old))
    await expect.poll(() => statusOf(client, 'new'), { timeout: 4_000 }).toBe('ECONNRESET')
  })

  test('peers-checked-once: what was good at the handshake stays so', async () => {
    const { url, set } = await ledgerWith(['peers-checked-once'])
    const { client } = ordersAt(url)
    await client.adopt(await ordersFrom(old, 1_500))
    expect(await statusOf(client, 'existing')).toBe(200)
    set([old.root], [old.issuing.toString('pem')])
    await expect.poll(() => statusOf(client, 'new'), { timeout: 4_000 }).toBe('ECONNRESET')
    expect(await statusOf(client, 'existing')).toBe(200)
  })
})
