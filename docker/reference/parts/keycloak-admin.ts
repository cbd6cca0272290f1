import * as z from 'zod'
import { DrillError } from '../../../harness/model/error.ts'
import type { Bootstrap } from '../../../harness/stacks/part.ts'

/** Calls to the admin API, below `/admin/realms/`. Errors name path and status, and never carry token or body. */
export type KeycloakAdmin = (method: string, path: string, body?: unknown) => Promise<unknown>

const granted = z.object({ access_token: z.string() })

/** Logs the first administrator in. The token lives for a minute. */
export async function adminOf(bootstrap: Bootstrap, password: string): Promise<KeycloakAdmin> {
  const form = { grant_type: 'password', client_id: 'admin-cli', username: 'admin', password }
  const { access_token: token } = granted.parse(
    await call(bootstrap, 'POST', '/realms/master/protocol/openid-connect/token', {
      body: new URLSearchParams(form).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
  )
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return (method, path, body) =>
    call(bootstrap, method, `/admin/realms/${path}`, {
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
}

async function call({ fetch, context }: Bootstrap, method: string, path: string, init: RequestInit) {
  const headers = { 'user-agent': 'drill-operator', ...init.headers }
  const response = await fetch(context.name, path, { ...init, method, headers })
  const text = await response.text()
  if (response.ok) return text === '' ? undefined : (JSON.parse(text) as unknown)
  const asked = path.split('?')[0]
  throw new DrillError('start-failed', `${context.name} answered ${response.status} to ${method} ${asked}`)
}
