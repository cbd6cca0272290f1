import { type Dispatcher, fetch, type RequestInit } from 'undici'
import { DrillError } from '../model/error.ts'

/** Whether Keycloak serves its master realm. */
export async function answers(base: string, dispatcher: Dispatcher): Promise<boolean> {
  try {
    const response = await fetch(`${base}/realms/master/.well-known/openid-configuration`, { dispatcher })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}

/**
 * Does once what stacks do at their start, so that the classes for it are in the archive, and what is prepared is
 * known to work: a token for the administrator, the admin API, signing keys, a page for logging in.
 */
export async function exercise(base: string, adminPassword: string, dispatcher: Dispatcher): Promise<void> {
  const form = {
    grant_type: 'password',
    client_id: 'admin-cli',
    username: 'admin',
    password: adminPassword,
  }
  const protocol = '/realms/master/protocol/openid-connect'
  const reply = await ask(`${protocol}/token`, { method: 'POST', body: new URLSearchParams(form) })
  const { access_token: token } = reply as { access_token: string }
  const headers = { authorization: `Bearer ${token}` }
  await ask('/admin/realms/master/users?briefRepresentation=true', { headers })
  await ask(`${protocol}/certs`)
  const login = {
    ...{
      client_id: 'security-admin-console',
      response_type: 'code',
      scope: 'openid',
      state: 's',
      nonce: 'n',
    },
    redirect_uri: `${base}/admin/master/console/`,
    ...{ code_challenge_method: 'S256', code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' },
  }
  await ask(`${protocol}/auth?${new URLSearchParams(login)}`)

  async function ask(path: string, init: RequestInit = {}): Promise<unknown> {
    const response = await fetch(base + path, { ...init, dispatcher })
    const text = await response.text()
    const json = response.headers.get('content-type')?.includes('json')
    if (response.ok) return json ? JSON.parse(text) : text
    throw new DrillError('start-failed', `Keycloak answered ${response.status} to ${path.split('?')[0]}`)
  }
}
