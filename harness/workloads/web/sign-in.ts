import { DrillError } from '../../model/error.ts'
import type { Stack } from '../../stacks/stack.ts'
import type { Caller } from './caller.ts'
import { jarOf } from './jar.ts'
import { issuerOf } from './oidc.ts'
import { formOf, ofPage, sessionShown, type Visitor, visit } from './visit.ts'

/** A person signed in to orders by scripted HTTP. */
export interface SignedIn extends Visitor {
  /** Public id of the orders session, and of the IdP session behind it. */
  readonly session: string
  readonly idpSession: string
}

export const ordersPath = '/orders/'

export interface Password {
  readonly username: string
  /** A secret. */
  readonly password: string
}

/** Name and password of a person of the estate. Throws `bad-input` when the estate names no secret. */
export async function passwordOf(stack: Stack, identity: string): Promise<Password> {
  const secret = stack.estate.identities[identity]?.secret
  if (!secret) throw new DrillError('bad-input', `${identity} has no secret in the estate: cannot log in`)
  return { username: identity, password: await stack.secret(secret) }
}

/** Opens orders, fills in the IdP's form and follows the way back. Throws `stack-lost` when no session comes of it. */
export async function signIn(
  caller: Caller,
  { username, password }: Password,
  signal: AbortSignal,
): Promise<SignedIn> {
  const visitor = { caller, jar: jarOf() }
  const page = await visit(visitor, { url: caller.url('gateway', ordersPath), signal })
  const login = formOf(page.answer.text, 'kc-form-login')
  if (!login)
    throw new DrillError('stack-lost', `no login form for ${username}: status ${page.answer.status}`)
  const form = { ...login.hidden, username, password }
  const landed = await visit(visitor, { method: 'POST', url: new URL(login.action, page.url), form, signal })
  const session = sessionShown(landed.answer.text)
  if (!session) {
    const { outcome, status } = ofPage(landed.answer)
    throw new DrillError('stack-lost', `${username} got no session at orders: ${outcome}, status ${status}`)
  }
  return { ...visitor, session, idpSession: await idpSessionOf(visitor, signal) }
}

/** The IdP session behind the visitor's orders session. */
export async function idpSessionOf(visitor: Visitor, signal: AbortSignal): Promise<string> {
  const url = visitor.caller.url('gateway', '/orders/api/session')
  const { answer } = await visit(visitor, { url, signal })
  const body = answer.status === 200 ? answer.json() : undefined
  const found = body && typeof body === 'object' && 'idpSession' in body ? body.idpSession : undefined
  return typeof found === 'string' ? found : ''
}

/** Ends the visitor's session at the IdP, which ends the application's by back-channel logout. */
export async function signOut(stack: Stack, visitor: Visitor, signal: AbortSignal): Promise<void> {
  const url = new URL(`${issuerOf(stack)}/protocol/openid-connect/logout?client_id=orders`)
  const asked = await visit(visitor, { url, signal })
  // Without an ID token as a hint the IdP asks whether the person means it.
  const confirm = formOf(asked.answer.text)
  if (!confirm) return
  const form = { confirmLogout: 'Logout', ...confirm.hidden }
  await visit(visitor, { method: 'POST', url: new URL(confirm.action, asked.url), form, signal })
}
