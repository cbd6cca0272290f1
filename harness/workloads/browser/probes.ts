import { ofAnswer } from '../outcome.ts'
import { probe } from '../probe.ts'
import { inSession } from '../web/visit.ts'
import type { AttemptContext, Probe, Result } from '../workload.ts'
import { open, openInSession, undisturbed } from './page.ts'
import { jarWith, type Person, type Window } from './person.ts'

/** Logins are heavy: a form, or a chain of redirects. */
const seldomMs = 4_000
/** A busy machine renders slowly, and must not look like an outage; a refusal shows at once all the same. */
const pagePatienceMs = 5_000
const loginPatienceMs = 8_000

/** One window for each thing that is done in the browser. */
export interface Windows {
  /** The one that stays logged in. */
  readonly main: Window
  readonly sso: Window
  readonly fresh: Window
}

/** What one person tries over and over. */
export function browserProbes(person: Person, windows: Windows, everyMs: number): Probe[] {
  const { main } = windows
  const often = { everyMs }
  const seldom = { everyMs: Math.max(seldomMs, everyMs * 2), patienceMs: loginPatienceMs }
  const trials = [
    { access: 'app-session', ...often, patienceMs: pagePatienceMs, attempt: workOn },
    { access: 'sso-login', ...seldom, attempt: ssoLogin },
    { access: 'fresh-login', ...seldom, attempt: freshLogin },
  ]
  return [
    ...trials.map(({ attempt, ...trial }) =>
      probe({
        ...trial,
        attempt: (context) => undisturbed(context.signal, () => attempt(person, windows, context.requestId)),
      }),
    ),
    probe({ access: 'reconnect', everyMs, attempt: (context) => reconnect(person, main, context) }),
    probe({ access: 'refresh', everyMs, acting: true, attempt: (context) => refresh(person, main, context) }),
  ]
}

async function workOn({ ordersUrl }: Person, { main }: Windows, requestId: string): Promise<Result> {
  await main.page.setExtraHTTPHeaders({ 'x-request-id': requestId })
  return openInSession(main.page, ordersUrl, pagePatienceMs)
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

/** A window that knows the IdP but not orders: a session must come without a form. */
async function ssoLogin(person: Person, { main, sso }: Windows, requestId: string): Promise<Result> {
  const orders = new URL(person.ordersUrl).hostname
  await sso.forget((await main.cookies()).filter(({ domain }) => domain !== orders))
  await sso.page.setExtraHTTPHeaders({ 'x-request-id': requestId })
  return open(sso.page, person.ordersUrl, pagePatienceMs)
}

/** A window that knows nobody: name and password. Its session ends with the attempt. */
async function freshLogin(person: Person, { fresh }: Windows, requestId: string): Promise<Result> {
  await fresh.forget()
  await fresh.page.setExtraHTTPHeaders({ 'x-request-id': requestId })
  try {
    return await person.logInFresh(fresh, pagePatienceMs)
  } finally {
    const jar = jarWith(await fresh.cookies())
    if (jar.get('KEYCLOAK_IDENTITY')) void person.endSession(jar)
  }
}
