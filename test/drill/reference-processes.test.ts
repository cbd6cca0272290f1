import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { parts } from '../../docker/reference/parts/index.ts'
import { issueCertificates } from '../../harness/stacks/pki.ts'
import { allProcesses, startedWith } from '../../harness/stacks/processes/proc.ts'
import { partVariable } from '../../harness/stacks/processes/tree.ts'
import { processes } from '../../harness/stacks/processes.ts'
import type { Stack } from '../../harness/stacks/stack.ts'
import { reached } from './reached.ts'
import { ownHome } from './tiny/stack.ts'

const estateFile = join(import.meta.dirname, '../../docker/reference/estate.yaml')
const driver = processes(parts)
const name = 'reference'
let stack: Stack
let removeHome: () => void

beforeAll(async () => {
  removeHome = ownHome()
  stack = await driver.up({ name, estateFile }, AbortSignal.timeout(200_000))
})

afterAll(async () => {
  await driver.sweep(name)
  removeHome()
})

describe('the reference estate as processes', () => {
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

  test('every service logs who calls it', async () => {
    const calls = stack.edges.filter(({ from }) => from === 'operator')
    const sinceMs = Date.now()
    for (const edge of calls) await reached(stack, edge)
    for (const { to } of calls)
      await vi.waitFor(async () => {
        const callers = (await stack.observed(to, sinceMs)).map(({ caller }) => caller)
        expect(callers, to).toContain('operator')
      })
  })

  test('no secret stands in a command line or in a log', async () => {
    const secrets = await stack.secrets()
    const own = allProcesses().filter(({ pid }) => startedWith(pid, partVariable)?.startsWith(stack.dir))
    const commands = own.map(({ pid }) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
    expect(commands.length).toBeGreaterThan(6)
    const logs = Object.keys(stack.estate.services).flatMap((service) => stack.logFiles(service))
    const texts = [...commands, ...logs.map((file) => readFileSync(file, 'utf8'))]
    expect(secrets.length).toBeGreaterThan(15)
    expect(secrets.filter((secret) => texts.some((text) => text.includes(secret)))).toEqual([])
  })

  test('a paused database answers no new and no open connection', async () => {
    const { address, port, host } = stack.behind('database')
    const ssl = { ca: readFileSync(stack.caFile, 'utf8'), servername: host }
    const client = new Client({
      host: address,
      port,
      user: 'postgres',
      ssl,
      password: await stack.secret('database-superuser'),
      query_timeout: 500,
    })
    await client.connect()
    await stack.pause('database')
    expect(await stack.state('database')).toBe('paused')
    await expect(client.query('SELECT 1')).rejects.toThrow('timeout')
    await stack.resume('database')
    await client.end()
    expect(await reached(stack, { from: 'machines', to: 'database' })).toBe('reached')
  })

  test('every service that was killed comes back at its address', async () => {
    const attached = await driver.attach(name)
    for (const service of ['database', 'vault', 'gateway', 'pager']) {
      await stack.kill(service)
      expect(await attached.state(service)).toBe('stopped')
      await attached.start(service)
      expect(await stack.state(service)).toBe('running')
    }
    const edges = stack.edges.filter(({ from }) => from === 'operator')
    for (const edge of edges) expect(await reached(stack, edge)).toBe('reached')
  })

  test('the gateway takes commands while it runs', async () => {
    expect(await stack.gatewayCommand('show version')).toMatch(/^\d+\.\d+/)
  })
})
