import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { request } from 'undici'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { dispatcherFor } from '../../harness/stacks/dial.ts'
import { issueCertificates } from '../../harness/stacks/pki.ts'
import { allProcesses, startedWith } from '../../harness/stacks/processes/proc.ts'
import { partVariable } from '../../harness/stacks/processes/tree.ts'
import type { Stack } from '../../harness/stacks/stack.ts'
import { ask, callFrom, driver, estateFile, ownHome } from './tiny/stack.ts'

const name = 'tiny'
let stack: Stack
let removeHome: () => void

const processesOf = (dir: string) =>
  allProcesses().filter(({ pid }) => startedWith(pid, partVariable) === dir)

async function elsewhere(...args: readonly string[]): Promise<string> {
  const script = join(import.meta.dirname, 'tiny', 'attach.ts')
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  await once(child, 'close')
  return said.trim()
}

beforeAll(async () => {
  removeHome = ownHome()
  stack = await driver.up({ name, estateFile }, AbortSignal.timeout(60_000))
})

afterAll(async () => {
  await driver.sweep(name)
  removeHome()
})

describe('names and certificates', () => {
  test('every edge is reached by name over TLS with the CA of the stack', async () => {
    for (const edge of stack.edges.filter(({ from }) => from === 'machines'))
      expect(await ask(stack, edge.from, edge.to)).toBe('fine')
    const proxied = await callFrom(stack, 'orders', 'https://idp.tiny.test:8443/')
    expect(proxied).toBe(`200 from ${stack.endpoint('orders', 'idp').address}`)
  })

  test('a name that the estate does not let a party call does not resolve for it', async () => {
    expect(await callFrom(stack, 'orders', 'https://ledger.tiny.test:7444/')).toBe('ENOTFOUND')
    await expect(ask(stack, 'machines', 'ledger')).rejects.toThrow('no edge machines → ledger')
  })

  test('no client takes a certificate of another CA', async () => {
    const ca = join(stack.dir, 'other-ca.pem')
    await issueCertificates(ca, new Map())
    for (const { from, to } of stack.edges) {
      const dispatcher = dispatcherFor({ ...stack, caFile: ca }, from)
      const { host, port } = stack.endpoint(from, to)
      await expect(request(`https://${host}:${port}/`, { dispatcher })).rejects.toThrow(/certificate/)
      await dispatcher.close()
    }
  })

  test('a service is told what the contract says, and no secret that it has no use for', async () => {
    const { env, secrets } = JSON.parse(await ask(stack, 'machines', 'orders', '/environment')) as {
      env: Record<string, string>
      secrets: string[]
    }
    expect(env).toMatchObject({
      DRILL_SERVICE: 'orders',
      DRILL_LISTEN_PORT: '7443',
      DRILL_ISSUER: 'https://idp.tiny.test:8443/realms/estate',
      DRILL_LIFETIMES: '{"session-grace":5000}',
      DRILL_DEFECTS: '',
    })
    expect(secrets).toEqual(['orders-admin'])
  })
})

describe('edges', () => {
  test('refused cuts connections that are open, open brings them back', async () => {
    const edge = { from: 'machines', to: 'idp' }
    const dispatcher = dispatcherFor(stack, 'machines', { timeoutMs: 1_000 })
    const url = `https://${stack.endpoint('machines', 'idp').host}:8443/`
    const get = async () => (await request(url, { dispatcher })).body.text()
    expect(await get()).toBe('fine')
    await stack.setEdges([edge], 'refused')
    expect(await stack.edgeState(edge)).toBe('refused')
    await expect(get()).rejects.toThrow()
    expect(await callFrom(stack, 'orders', 'https://idp.tiny.test:8443/')).toMatch(/^200 /)
    await stack.setEdges([edge], 'open')
    expect(await stack.edgeState(edge)).toBe('open')
    expect(await get()).toBe('fine')
    await dispatcher.close()
  })

  test('silent lets nothing pass, on connections that were open before too', async () => {
    const edge = { from: 'machines', to: 'idp' }
    const url = `https://${stack.endpoint('machines', 'idp').host}:8443/`
    const kept = dispatcherFor(stack, 'machines', { timeoutMs: 700 })
    const get = async () => (await request(url, { dispatcher: kept })).body.text()
    expect(await get()).toBe('fine')
    await stack.setEdges([edge], 'silent')
    expect(await stack.edgeState(edge)).toBe('silent')
    await expect(get()).rejects.toThrow(/Timeout/i)
    await expect(get()).rejects.toThrow(/Timeout/i)
    await stack.setEdges([edge], 'open')
    await vi.waitFor(async () => expect(await get()).toBe('fine'), { timeout: 3_000, interval: 50 })
    await kept.close()
  })

  test('calls stand in the log of the callee with their caller', async () => {
    const sinceMs = Date.now()
    await ask(stack, 'machines', 'idp')
    await callFrom(stack, 'orders', 'https://idp.tiny.test:8443/')
    const callers = (await stack.observed('idp', sinceMs)).map(({ caller }) => caller)
    expect(callers).toEqual(['machines', 'orders'])
    const [first] = await stack.observed('idp', sinceMs)
    expect(first?.requestId).toBe('machines-asks')
  })
})

describe('parts', () => {
  test('paused stops the whole tree, and resumed goes on', async () => {
    await stack.pause('idp')
    expect(await stack.state('idp')).toBe('paused')
    const members = processesOf(join(stack.dir, 'idp'))
    expect(members.length).toBeGreaterThan(1)
    expect(members.map(({ state }) => state)).toEqual(members.map(() => 'T'))
    await expect(ask(stack, 'machines', 'idp')).rejects.toThrow(/timeout/i)
    await stack.resume('idp')
    expect(await stack.state('idp')).toBe('running')
    expect(await ask(stack, 'machines', 'idp')).toBe('fine')
  })

  test('killed is gone with its children, and another process starts it again', async () => {
    await stack.kill('idp')
    expect(await stack.state('idp')).toBe('stopped')
    expect(processesOf(join(stack.dir, 'idp'))).toEqual([])
    expect(await elsewhere(name, 'start', 'idp')).toBe(`${stack.id} running`)
    expect(await stack.state('idp')).toBe('running')
    expect(await ask(stack, 'machines', 'idp')).toBe('fine')
  })

  test('starting what runs already restarts nothing', async () => {
    const before = processesOf(join(stack.dir, 'idp')).map(({ pid }) => pid)
    await stack.start('idp')
    expect(processesOf(join(stack.dir, 'idp')).map(({ pid }) => pid)).toEqual(before)
  })

  test('a proxy that died comes back with its edges when they are healed', async () => {
    const [proxy] = processesOf(join(stack.dir, '_proxy'))
    if (!proxy) throw new Error('there is no proxy')
    process.kill(proxy.pid, 'SIGKILL')
    await vi.waitFor(() => expect(processesOf(join(stack.dir, '_proxy'))).toEqual([]))
    await expect(ask(stack, 'machines', 'idp')).rejects.toThrow()
    expect(await elsewhere(name, 'heal', 'idp')).toBe(`${stack.id} running`)
    expect(await ask(stack, 'machines', 'idp')).toBe('fine')
  })
})

describe('starts that go wrong', () => {
  const broken = (from: string, to: string) => {
    const file = join(stack.dir, 'broken.yaml')
    const server = join(import.meta.dirname, 'tiny', 'server.mjs')
    const text = readFileSync(estateFile, 'utf8').replaceAll('server.mjs', server)
    expect(text).toContain(from)
    writeFileSync(file, text.replace(from, to))
    return file
  }
  const up = (file: string, signal = AbortSignal.timeout(60_000)) =>
    driver.up({ name: 'broken', estateFile: file }, signal)
  const brokenDir = () => join(stack.dir, '..', 'broken')
  const leftovers = () =>
    allProcesses().filter(({ pid }) => startedWith(pid, partVariable) === join(brokenDir(), 'idp'))

  test('a part that dies is named with the end of its log, and nothing is left', async () => {
    const file = broken(
      'calls: [idp], owner: a, run: {',
      'calls: [idp], owner: a, run: { env: { TINY_DIES: yes },',
    )
    await expect(up(file)).rejects.toMatchObject({
      code: 'start-failed',
      message: expect.stringMatching(/^orders ended while it was starting\ncannot go on: \[secret\]$/),
    })
    expect(existsSync(brokenDir())).toBe(false)
    expect(leftovers()).toEqual([])
  })

  test('a port that another process has is named with its part', async () => {
    const everywhere = createServer().listen(27443, '0.0.0.0')
    await once(everywhere, 'listening')
    const starting = up(broken('port: 7443', 'port: 27443'))
    await expect(starting).rejects.toMatchObject({
      code: 'start-failed',
      message: expect.stringMatching(/^orders: the port 127\.\d+\.2\.3:27443 is taken/),
    })
    everywhere.close()
    expect(existsSync(brokenDir())).toBe(false)
  })

  test('an image is refused by this driver', async () => {
    const file = broken(
      'calls: [idp], owner: a, run: { command:',
      'calls: [idp], owner: a, run: { image: own, env: {} } } #',
    )
    await expect(up(file)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('orders runs as an own image'),
    })
  })

  test('an abort ends what was started', async () => {
    const aborting = new AbortController()
    const progress = (_part: string, what: string) => {
      if (what === 'ready') aborting.abort(new Error('enough'))
    }
    const starting = driver.up({ name: 'broken', estateFile, progress }, aborting.signal)
    await expect(starting).rejects.toThrow('enough')
    expect(existsSync(brokenDir())).toBe(false)
    expect(leftovers()).toEqual([])
  })

  test('a start whose process was killed is swept by another, from what it wrote', async () => {
    const starting = spawn(process.execPath, [join(import.meta.dirname, 'tiny', 'up.ts'), 'broken'])
    await once(starting.stdout, 'data')
    starting.kill('SIGKILL')
    await once(starting, 'close')
    const dirs = ['_proxy', 'idp', 'orders', 'ledger'].map((part) => join(brokenDir(), part))
    expect(dirs.flatMap(processesOf).length).toBeGreaterThan(0)
    await expect(driver.attach('broken')).rejects.toMatchObject({ code: 'stack-lost' })
    await driver.sweep('broken')
    expect(dirs.flatMap(processesOf)).toEqual([])
    expect(existsSync(brokenDir())).toBe(false)
  })

  test('a second stack takes other addresses, and the same name is refused', async () => {
    const other = await driver.up({ name: 'other', estateFile }, AbortSignal.timeout(60_000))
    const dirs = ['_proxy', 'idp', 'orders', 'ledger'].map((part) => join(other.dir, part))
    try {
      expect(other.behind('idp').address).not.toBe(stack.behind('idp').address)
      expect(await ask(other, 'machines', 'idp')).toBe('fine')
      const again = driver.up({ name: 'other', estateFile }, AbortSignal.timeout(60_000))
      await expect(again).rejects.toMatchObject({ code: 'refused' })
      for (const { pid } of dirs.flatMap(processesOf)) process.kill(pid, 'SIGKILL')
      await vi.waitFor(() => expect(dirs.flatMap(processesOf)).toEqual([]))
      await expect(driver.attach('other')).rejects.toMatchObject({ code: 'stack-lost' })
    } finally {
      await other.down()
    }
    expect(await ask(stack, 'machines', 'idp')).toBe('fine')
  })
})

test('another process ends the stack without leftovers', async () => {
  const dirs = ['_proxy', 'idp', 'orders', 'ledger'].map((part) => join(stack.dir, part))
  expect(dirs.flatMap(processesOf).length).toBeGreaterThan(4)
  expect(await elsewhere(name, 'down', 'idp')).toBe(`${stack.id} ended`)
  expect(dirs.flatMap(processesOf)).toEqual([])
  expect(existsSync(stack.dir)).toBe(false)
  await expect(driver.attach(name)).rejects.toMatchObject({ code: 'stack-lost' })
  await driver.sweep(name)
})
