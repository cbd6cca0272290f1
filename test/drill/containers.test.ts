import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { request } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parts } from '../../docker/reference/parts/index.ts'
import { dial } from '../../harness/faults/witness.ts'
import { ensureImages } from '../../harness/setup/engine.ts'
import { engineClient } from '../../harness/setup/engine-client.ts'
import { toolInImage } from '../../harness/setup/engine-layout.ts'
import { containersOf, nameOf, networksOf } from '../../harness/stacks/containers/labels.ts'
import { containers } from '../../harness/stacks/containers.ts'
import { dispatcherFor } from '../../harness/stacks/dial.ts'
import { issueCertificates } from '../../harness/stacks/pki.ts'
import type { Stack } from '../../harness/stacks/stack.ts'
import { leased } from './leased.ts'
import { reached } from './reached.ts'
import { ownHome } from './tiny/stack.ts'
import { withoutEngine } from './without-engine.ts'

const estateFile = join(import.meta.dirname, '../../docker/reference/estate.yaml')
const driver = containers(parts)
const name = 'boxed'
const without = await withoutEngine()

/** What a program inside of a service's container meets at an address: `connected`, or why not. */
async function fromInside(service: string, address: string, port: number): Promise<string> {
  const script = `
    const socket = require('node:net').connect({ host: '${address}', port: ${port}, timeout: 2000 })
    const end = (said) => { console.log(said); process.exit() }
    socket.on('connect', () => end('connected')).on('timeout', () => end('timeout')).on('error', (e) => end(e.code))`
  const node = join(toolInImage('node'), 'node')
  const { stdout } = await execa('docker', ['exec', nameOf(name, service), node, '-e', script])
  return stdout
}

/** The request ID that the gateway answers with. */
async function throughGateway(stack: Stack, headers: Record<string, string>): Promise<unknown> {
  const dispatcher = dispatcherFor(stack, 'machines')
  const { host, port } = stack.endpoint('machines', 'gateway')
  try {
    const sent = { 'user-agent': 'drill-machines', ...headers }
    const answer = await request(`https://${host}:${port}/healthz`, { dispatcher, headers: sent })
    await answer.body.dump()
    return answer.headers['x-request-id']
  } finally {
    await dispatcher.close()
  }
}

async function leftovers(): Promise<number> {
  const { dockerode } = (await engineClient()).container
  return (await containersOf(dockerode, name)).length + (await networksOf(dockerode, name)).length
}

describe.skipIf(without)('the reference estate in containers', () => {
  let stack: Stack
  let removeHome: () => void

  beforeAll(async () => {
    removeHome = ownHome()
    const signal = AbortSignal.timeout(600_000)
    await ensureImages(() => undefined, signal)
    stack = await driver.up({ name, estateFile, defects: { ledger: ['bypasses-proxy'] } }, signal)
  }, 600_000)

  afterAll(async () => {
    await driver.sweep(name)
    removeHome()
  })

  test('every edge leads to its service, over TLS, with the CA of the stack', async () => {
    const answers = await Promise.all(stack.edges.map((edge) => reached(stack, edge)))
    expect(answers.length).toBeGreaterThan(20)
    expect(new Set(answers)).toEqual(new Set(['reached']))
  })

  test('with another CA no edge is taken for its service', async () => {
    const other = join(stack.dir, 'other-ca.pem')
    await issueCertificates(other, new Map())
    const answers = await Promise.all(stack.edges.map((edge) => reached(stack, edge, other)))
    for (const answer of answers) expect(answer).toMatch(/certificate/)
  })

  test('from inside, the proxy is the only way: not the callee, not its network, not the proxy’s controls', async () => {
    const proxied = stack.endpoint('orders', 'idp')
    const direct = stack.behind('idp')
    expect(await fromInside('orders', proxied.address, proxied.port)).toBe('connected')
    const elsewhere = [direct.address, stack.endpoint('idp', 'database').address]
    for (const address of elsewhere)
      expect(await fromInside('orders', address, direct.port), address).toMatch(
        /timeout|ENETUNREACH|EHOSTUNREACH/,
      )
    for (const address of [proxied.address, direct.address.replace(/\d+\.\d+$/, '0.2')])
      expect(await fromInside('orders', address, 8474), address).not.toBe('connected')
  })

  test('only a service that is seeded to bypass the proxy can', async () => {
    const { address, port } = stack.behind('idp')
    expect(await fromInside('ledger', address, port)).toBe('connected')
  })

  test('Keycloak runs from the archive of its classes', async () => {
    const { stdout } = await execa('docker', ['exec', nameOf(name, 'idp'), 'cat', '/proc/1/maps'])
    expect(stdout).toContain('appcds.jsa')
  })

  test('revoking a lease ends its open session and no other', async () => {
    const [revoked, twin] = await Promise.all([leased(stack), leased(stack)])
    expect(await revoked.read()).toBe('granted')
    await revoked.revoke()
    expect(await revoked.read()).toBe('denied')
    expect(await twin.read()).toBe('granted')
    await expect(revoked.connect()).rejects.toThrow(/authentication failed/)
    await Promise.all([revoked.close(), twin.close()])
  })

  test('the gateway gives requests an ID, keeps a good one, and logs it with the caller', async () => {
    const sinceMs = Date.now() - 1_000
    const given = await throughGateway(stack, {})
    expect(given).toMatch(/^[0-9a-f-]{36}$/)
    expect(await throughGateway(stack, { 'x-request-id': 'mine-1' })).toBe('mine-1')
    expect(await throughGateway(stack, { 'x-request-id': 'not "mine"' })).toMatch(/^[0-9a-f-]{36}$/)
    const seen = await stack.observed('gateway', sinceMs)
    expect(seen).toContainEqual(expect.objectContaining({ caller: 'machines', requestId: 'mine-1' }))
  })

  test('a cut edge refuses, a silent one says nothing, and the others go on', async () => {
    const edge = { from: 'people', to: 'idp' }
    await stack.setEdges([edge], 'refused')
    expect(await stack.edgeState(edge)).toBe('refused')
    expect(await reached(stack, edge)).toContain('ECONNREFUSED')
    expect(await reached(stack, { from: 'operator', to: 'idp' })).toBe('reached')
    await stack.setEdges([edge], 'silent')
    expect(await stack.edgeState(edge)).toBe('silent')
    expect(await dial(stack, 'idp', stack.endpoint('people', 'idp'))).toBe('silent')
    await stack.setEdges([edge], 'open')
    expect(await reached(stack, edge)).toBe('reached')
  })

  test('a paused service keeps its port and answers nothing', async () => {
    await stack.pause('pager')
    expect(await stack.state('pager')).toBe('paused')
    expect(await dial(stack, 'pager', stack.endpoint('operator', 'pager'))).toBe('silent')
    await stack.resume('pager')
    expect(await reached(stack, { from: 'operator', to: 'pager' })).toBe('reached')
  })

  test('every service that was killed comes back at its address', async () => {
    for (const service of ['database', 'vault', 'gateway', 'ledger']) {
      await stack.kill(service)
      expect(await stack.state(service)).toBe('stopped')
      await stack.start(service)
      expect(await stack.state(service)).toBe('running')
    }
    const edges = stack.edges.filter(({ from }) => from === 'operator')
    for (const edge of edges) expect(await reached(stack, edge)).toBe('reached')
  })

  test('another process heals it by its name alone', async () => {
    const edge = { from: 'operator', to: 'pager' }
    await stack.setEdges([edge], 'refused')
    await stack.kill('pager')
    const script = join(import.meta.dirname, 'tiny', 'attach-containers.ts')
    const { stdout } = await execa(process.execPath, [script, name, 'pager'])
    expect(stdout).toBe(`${stack.id} running`)
    expect(await reached(stack, edge)).toBe('reached')
  })

  test('seeded defects of a warm stack are exactly those of the next run', async () => {
    stack = (await driver.reseed?.(name, { pager: [] }, AbortSignal.timeout(60_000))) ?? stack
    const { address, port } = stack.behind('idp')
    expect(await fromInside('ledger', address, port)).not.toBe('connected')
    expect(await reached(stack, { from: 'operator', to: 'ledger' })).toBe('reached')
  })

  test('nothing is left of it, even when its folder is gone', async () => {
    expect(await leftovers()).toBeGreaterThan(15)
    rmSync(stack.dir, { recursive: true })
    await driver.sweep(name)
    expect(await leftovers()).toBe(0)
  })
})
