import type { BrowserContext, Cookie, Page } from 'playwright-core'
import type { Stack } from '../../stacks/stack.ts'
import { patienceMs } from '../probe.ts'
import { type Caller, callerOf } from '../web/caller.ts'
import { type Jar, jarOf } from '../web/jar.ts'
import { ordersPath, type Password, signOut } from '../web/sign-in.ts'
import type { Result } from '../workload.ts'
import type { Chromium } from './chromium.ts'
import { logIn, open } from './page.ts'

/** A browser window with cookies of its own. */
export interface Window {
  readonly page: Page
  cookies(): Promise<Cookie[]>
  /** Makes it a window that knows these cookies and nothing else. A really new one costs three times the work. */
  forget(except?: readonly Cookie[]): Promise<void>
}

/** A person with a browser: the window that stays open, and every session that must end with the drill. */
export interface Person {
  readonly ordersUrl: string
  /** Over connections that stay open, and over a new one for each request. */
  readonly people: Caller
  readonly newcomer: Caller
  /** The one that the browser opened with. */
  firstWindow(): Promise<Window>
  newWindow(): Promise<Window>
  /** From nothing to a page of orders, through the form where one is shown. */
  logInFresh(window: Window, timeoutMs: number): Promise<Result>
  /** Ends the session behind these cookies at the IdP; when that is away it is kept for `leave`. */
  endSession(jar: Jar): Promise<void>
  /** Ends this session and every one that is left. */
  leave(last: Jar): Promise<void>
}

export function personOf(stack: Stack, password: Password, { browser, first }: Chromium): Person {
  const people = callerOf(stack, 'people')
  const newcomer = callerOf(stack, 'people', { keepAlive: false })
  const ordersUrl = people.url('gateway', ordersPath).href
  const unended = new Set<Jar>()
  const endSession = async (jar: Jar) => {
    unended.add(jar)
    const signal = AbortSignal.timeout(patienceMs)
    await signOut(stack, { caller: people, jar }, signal).then(
      () => void unended.delete(jar),
      () => {}, // the IdP is away: tried again when the person leaves
    )
  }
  return {
    ordersUrl,
    people,
    newcomer,
    firstWindow: () => windowOf(first),
    newWindow: async () => windowOf(await browser.newContext()),
    logInFresh: async ({ page }, timeoutMs) => {
      const shown = await open(page, ordersUrl, timeoutMs)
      return shown.outcome === 'challenged' ? logIn(page, password, timeoutMs) : shown
    },
    endSession,
    leave: async (last) => {
      await Promise.all([...unended.add(last)].map(endSession))
      await Promise.allSettled([people.close(), newcomer.close()])
    },
  }
}

async function windowOf(context: BrowserContext): Promise<Window> {
  const page = context.pages()[0] ?? (await context.newPage())
  return {
    page,
    cookies: () => context.cookies(),
    forget: async (except = []) => {
      await context.clearCookies()
      await context.addCookies([...except])
    },
  }
}

/** The browser's cookies for a scripted visitor. */
export function jarWith(cookies: readonly Cookie[]): Jar {
  return jarOf(cookies.map(({ domain, path, name, value }) => ({ host: domain, path, name, value })))
}
