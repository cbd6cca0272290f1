import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request } from 'undici'
import { dispatcherFor } from '../../../harness/stacks/dial.ts'
import type { Part } from '../../../harness/stacks/part.ts'
import { processes } from '../../../harness/stacks/processes.ts'
import type { Stack } from '../../../harness/stacks/stack.ts'

export const estateFile = join(import.meta.dirname, 'estate.yaml')

/** What the estate's own command stands in for: how it tells that it is ready, and the secret it may read. */
const orders: Part = {
  name: 'orders',
  ready: { kind: 'https', path: '/', statuses: [200] },
  secrets: ['orders-admin'],
  configure: () => Promise.reject(new Error('the own command takes its place')),
}

export const driver = processes([orders])

/** Stacks of a test live in a home of their own, so that no other stack is touched. */
export function ownHome(): () => void {
  const before = process.env.DRILL_HOME
  const home = mkdtempSync(join(tmpdir(), 'drill-'))
  process.env.DRILL_HOME = home
  return () => {
    rmSync(home, { recursive: true, force: true })
    if (before === undefined) delete process.env.DRILL_HOME
    else process.env.DRILL_HOME = before
  }
}

/** What a service answers to a caller of the estate, over a new connection. */
export async function ask(stack: Stack, caller: string, callee: string, path = '/'): Promise<string> {
  const { host, port } = stack.endpoint(caller, callee)
  const dispatcher = dispatcherFor(stack, caller, { keepAlive: false, timeoutMs: 2_500 })
  try {
    const headers = { 'user-agent': `drill-${caller}`, 'x-request-id': `${caller}-asks` }
    const { body } = await request(`https://${host}:${port}${path}`, { dispatcher, headers })
    return await body.text()
  } finally {
    await dispatcher.close()
  }
}

/** What `service` gets when it calls a URL itself: status and address, or the error's code. */
export function callFrom(stack: Stack, service: string, url: string): Promise<string> {
  return ask(stack, 'machines', service, `/call/${encodeURIComponent(url)}`)
}
