import { readFileSync } from 'node:fs'
import { Client } from 'pg'
import { request } from 'undici'
import { dispatcherFor } from '../../harness/stacks/dial.ts'
import type { Stack } from '../../harness/stacks/stack.ts'

export interface Leased {
  read(): Promise<'granted' | 'denied'>
  /** Opens another connection with the same credential. */
  connect(): Promise<void>
  /** As the vault's operator. */
  revoke(): Promise<void>
  close(): Promise<void>
}

/** A database connection with a credential that the vault leased to the reporter. */
export async function leased(stack: Stack): Promise<Leased> {
  const login = { body: await stack.secret('approle-reporter') }
  const { auth } = await vault<{ auth: { client_token: string } }>(stack, 'auth/approle/login', login)
  const lease = await vault<{ lease_id: string; data: { username: string; password: string } }>(
    stack,
    'database/creds/reporter',
    { token: auth.client_token },
  )
  const client = await connected(stack, lease.data)
  // Its end is what the test is about: the next query tells of it.
  client.on('error', () => undefined)
  return {
    read: () =>
      client.query('SELECT 1 FROM entries LIMIT 1').then(
        () => 'granted',
        () => 'denied',
      ),
    connect: async () => (await connected(stack, lease.data)).end(),
    revoke: async () => {
      const body = JSON.stringify({ lease_id: lease.lease_id, sync: true })
      await vault(stack, 'sys/leases/revoke', { token: await stack.secret('vault-operator'), body })
    },
    close: () => client.end(),
  }
}

async function connected(stack: Stack, of: { username: string; password: string }): Promise<Client> {
  const { host, address, port } = stack.endpoint('machines', 'database')
  const ssl = { ca: readFileSync(stack.caFile, 'utf8'), servername: host }
  const client = new Client({
    host: address,
    port,
    ssl,
    user: of.username,
    password: of.password,
    database: 'ledger',
  })
  await client.connect()
  return client
}

async function vault<T>(
  stack: Stack,
  path: string,
  { token, body }: { token?: string; body?: string },
): Promise<T> {
  const { host, port } = stack.endpoint('machines', 'vault')
  const dispatcher = dispatcherFor(stack, 'machines')
  try {
    const headers = { 'user-agent': 'drill-machines', ...(token ? { 'x-vault-token': token } : {}) }
    const method = body === undefined ? 'GET' : 'POST'
    const answer = await request(`https://${host}:${port}/v1/${path}`, { dispatcher, method, headers, body })
    const text = await answer.body.text()
    if (answer.statusCode >= 400) throw new Error(`the vault answered ${answer.statusCode} to ${path}`)
    return (text === '' ? {} : JSON.parse(text)) as T
  } finally {
    await dispatcher.close()
  }
}
