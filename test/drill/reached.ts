import { readFileSync } from 'node:fs'
import { Client } from 'pg'
import { request } from 'undici'
import type { Edge } from '../../harness/model/plan.ts'
import { dispatcherFor } from '../../harness/stacks/dial.ts'
import type { Stack } from '../../harness/stacks/stack.ts'

/** What the callee proves itself with, seen by a client that trusts the given CA alone. */
export async function reached(stack: Stack, edge: Edge, caFile = stack.caFile): Promise<string> {
  const { host, address, port } = stack.endpoint(edge.from, edge.to)
  if (stack.estate.services[edge.to]?.role === 'database') {
    const ssl = { ca: readFileSync(caFile, 'utf8'), servername: host }
    const client = new Client({
      host: address,
      port,
      user: 'postgres',
      database: 'postgres',
      ssl,
      password: await stack.secret('database-superuser'),
    })
    try {
      await client.connect()
      return 'reached'
    } catch (error) {
      return (error as Error).message
    } finally {
      await client.end()
    }
  }
  const dispatcher = dispatcherFor({ ...stack, caFile }, edge.from, { keepAlive: false })
  try {
    // The vault's audit log leaves out what needs no token at all.
    const path = edge.to === 'vault' ? '/v1/auth/token/lookup-self' : '/'
    const { body } = await request(`https://${host}:${port}${path}`, {
      dispatcher,
      headers: { 'user-agent': `drill-${edge.from}` },
    })
    await body.dump()
    return 'reached'
  } catch (error) {
    return (error as Error).message
  } finally {
    await dispatcher.close()
  }
}
