import { expect, test } from 'vitest'
import type { Answer, Ask, Caller } from '../../harness/workloads/web/caller.ts'
import { jarOf } from '../../harness/workloads/web/jar.ts'
import {
  formOf,
  inSession,
  isLoginForm,
  ofPage,
  sessionShown,
  visit,
} from '../../harness/workloads/web/visit.ts'

const loginPage = `<html><form id="kc-form-login" onsubmit="return true;" method="post"
  action="https://idp.estate.test:8443/login-actions/authenticate?session_code=a&amp;tab_id=b">
  <input id="username" name="username" type="text" value=""/><input type="hidden" name="credentialId" value="x&quot;y"/>
</form></html>`
const ordersPage = '<main data-user="clerk" data-session="public-1">Orders</main>'

interface Script {
  readonly status: number
  readonly location?: string
  readonly cookies?: readonly string[]
  readonly text?: string
}

/** A caller that answers from a script and keeps what it was asked. */
function scripted(pages: Record<string, Script>) {
  const asked: Ask[] = []
  const caller: Caller = {
    name: 'people',
    dispatcher: undefined as never,
    url: (callee, path) => new URL(path, `https://${callee}.estate.test`),
    close: async () => {},
    send: async (ask): Promise<Answer> => {
      asked.push(ask)
      const { status, location, cookies = [], text = '' } = pages[ask.url.href] ?? { status: 404 }
      return {
        status,
        text,
        setCookies: cookies,
        header: (name) => (name === 'location' ? location : undefined),
        json: () => ({}),
      }
    },
  }
  return { caller, asked }
}

const signal = new AbortController().signal

test('redirects are followed to the end, with the cookies that each host set', async () => {
  const { caller, asked } = scripted({
    'https://gateway.estate.test/orders/': {
      status: 302,
      location: '/orders/login',
      cookies: ['flow=1; Path=/orders'],
    },
    'https://gateway.estate.test/orders/login': { status: 302, location: 'https://idp.estate.test/auth' },
    'https://idp.estate.test/auth': { status: 200, text: loginPage },
  })
  const page = await visit(
    { caller, jar: jarOf() },
    { url: new URL('https://gateway.estate.test/orders/'), signal, requestId: 'r1' },
  )
  expect(page.url.href).toBe('https://idp.estate.test/auth')
  expect(ofPage(page.answer)).toMatchObject({ outcome: 'challenged', status: 200 })
  expect(asked.map(({ headers }) => headers?.cookie)).toEqual([undefined, 'flow=1', undefined])
  expect(asked.every(({ requestId }) => requestId === 'r1')).toBe(true)
})

test('a session that is restored without a form is granted', async () => {
  const { caller } = scripted({
    'https://gateway.estate.test/orders/': { status: 302, location: 'https://idp.estate.test/auth' },
    'https://idp.estate.test/auth': { status: 302, location: 'https://gateway.estate.test/orders/callback' },
    'https://gateway.estate.test/orders/callback': { status: 200, text: ordersPage },
  })
  const { answer } = await visit(
    { caller, jar: jarOf() },
    { url: new URL('https://gateway.estate.test/orders/'), signal },
  )
  expect(ofPage(answer).outcome).toBe('granted')
})

test('a circle of redirects ends, and is no access', async () => {
  const { caller, asked } = scripted({
    'https://gateway.estate.test/orders/': { status: 302, location: '/orders/' },
  })
  const { answer } = await visit(
    { caller, jar: jarOf() },
    { url: new URL('https://gateway.estate.test/orders/'), signal },
  )
  expect(ofPage(answer).outcome).toBe('indeterminate')
  expect(asked.length).toBeLessThan(20)
})

test('a page that shows no session is no access', () => {
  const page = (status: number, text: string) => ofPage({ status, text, header: () => undefined })
  expect(page(200, '<p>welcome</p>').outcome).toBe('indeterminate')
  expect(page(503, 'no').outcome).toBe('unavailable')
  expect(page(400, loginPage).outcome).toBe('challenged')
  expect(sessionShown(ordersPage)).toBe('public-1')
})

test('the form of the IdP is read with its address and hidden fields', () => {
  expect(isLoginForm(loginPage)).toBe(true)
  expect(isLoginForm(loginPage.replace('kc-form-login', 'kc-other'))).toBe(false)
  expect(formOf(loginPage)).toEqual({
    action: 'https://idp.estate.test:8443/login-actions/authenticate?session_code=a&tab_id=b',
    hidden: { credentialId: 'x"y' },
  })
})

test('cookies stay with their host and path, and end when they are told to', () => {
  const jar = jarOf()
  const gateway = new URL('https://gateway.estate.test/orders/')
  jar.keep(gateway, ['orders_session=a; Path=/orders; HttpOnly; Secure', 'other=b; Path=/ledger'])
  expect(jar.header(gateway)).toBe('orders_session=a')
  expect(jar.header(new URL('https://gateway.estate.test/ordersX'))).toBe('')
  expect(jar.header(new URL('https://idp.estate.test/orders/'))).toBe('')
  jar.keep(gateway, ['orders_session=; Path=/orders; Max-Age=0'])
  expect(jar.header(gateway)).toBe('')
})

test('an application that sends a visitor to log in challenges, also when the login is away', async () => {
  const url = new URL('https://gateway.estate.test/orders/')
  const pages = { [url.href]: { status: 302, location: 'https://idp.estate.test/auth' } }
  const away = scripted({ ...pages, 'https://idp.estate.test/auth': { status: 503 } })
  expect(await inSession({ caller: away.caller, jar: jarOf() }, { url, signal })).toMatchObject({
    outcome: 'challenged',
    status: 302,
    detail: 'sent to log in, which is unavailable (503)',
  })
  const restored = scripted({ ...pages, 'https://idp.estate.test/auth': { status: 200, text: ordersPage } })
  expect((await inSession({ caller: restored.caller, jar: jarOf() }, { url, signal })).outcome).toBe(
    'granted',
  )
  const gone = scripted({ [url.href]: { status: 503 } })
  expect((await inSession({ caller: gone.caller, jar: jarOf() }, { url, signal })).outcome).toBe(
    'unavailable',
  )
})
