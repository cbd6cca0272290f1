import { ofAnswer } from '../outcome.ts'
import { probe } from '../probe.ts'
import { inSession } from '../web/visit.ts'
import type { AttemptContext, Probe, Result } from '../workload.ts'
import { open, openInSession, undisturbed } from './page.ts'
import { jarWith, type Person, type Window } from './person.ts'

/** Logins are heavy: a new window each, and a form or a chain of redirects. */
const seldomMs = 4_000
/** A busy machine renders slowly, and must not look like an outage; a refusal shows at once all the same. */
const pagePatienceMs = 5_000
const loginPatienceMs = 8_000

/** What one person tries over and over; `main` is the window that stays open. */
export function browserProbes(person: Person, main: Window, everyMs: number): Probe[] {
  const logins = { 'sso-login': ssoLogin, 'fresh-login': freshLogin }
  return [
    probe({
      access: 'app-session',
      everyMs,
      patienceMs: pagePatienceMs,
      attempt: (context) => workOn(person, main, context),
    }),
    probe({ access: 'reconnect', everyMs, attempt: (context) => reconnect(person, main, context) }),
    probe({ access: 'refresh', everyMs, acting: true, attempt: (context) => refresh(person, main, context) }),
    ...(['sso-login', 'fresh-login'] as const).map((access) =>
      probe({
        access,
        everyMs: Math.max(seldomMs, everyMs * 2),
        patienceMs: loginPatienceMs,
        attempt: ({ signal }) => undisturbed(signal, () => logins[access](person, main)),
      }),
    ),
  ]
}

async function workOn(
  { ordersUrl }: Person,
  { page }: Window,
  { signal, requestId }: AttemptContext,
): Promise<Result> {
  await page.setExtraHTTPHeaders({ 'x-request-id': requestId })
  return undisturbed(signal, () => openInSession(page, ordersUrl, pagePatienceMs))
}

/** The session cookie alone, over a new TCP and TLS connection: nothing else can carry the session. */
async function reconnect(
  person: Person,
  main: Window,
  { signal, requestId }: AttemptContext,
): Promise<Result> {
  const cookies = (await main.cookies()).filter(({ name }) => name === 'orders_session')
  const visitor = { caller: person.newcomer, jar: jarWith(cookies) }
  return inSession(visitor, { url: new URL(person.ordersUrl), signal, requestId })
}

async function refresh(person: Person, main: Window, { signal, requestId }: AttemptContext): Promise<Result> {
  const url = new URL('api/refresh', person.ordersUrl)
  const cookie = jarWith(await main.cookies()).header(url)
  return ofAnswer(await person.people.send({ method: 'POST', url, headers: { cookie }, signal, requestId }))
}

/** A new window that knows the IdP but not orders: a session must come without a form. */
async function ssoLogin(person: Person, main: Window): Promise<Result> {
  const orders = new URL(person.ordersUrl).hostname
  const window = await person.newWindow((await main.cookies()).filter(({ domain }) => domain !== orders))
  try {
    return await open(window.page, person.ordersUrl, pagePatienceMs)
  } finally {
    await window.close()
  }
}

/** A new window that knows nobody: name and password. Its session ends with the attempt. */
async function freshLogin(person: Person): Promise<Result> {
  const window = await person.newWindow()
  try {
    return await person.logInFresh(window, pagePatienceMs)
  } finally {
    const jar = jarWith(await window.cookies())
    await window.close()
    if (jar.get('KEYCLOAK_IDENTITY')) void person.endSession(jar)
  }
}
