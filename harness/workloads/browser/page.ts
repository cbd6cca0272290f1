import type { Page, Response } from 'playwright-core'
import { isOwnDoing, ofFailure } from '../outcome.ts'
import type { Password } from '../web/sign-in.ts'
import { ofPage, sentAway } from '../web/visit.ts'
import type { Result } from '../workload.ts'
import { noteNavigations } from './navigations.ts'

/** Opens a URL and follows every redirect. Rejects with the browser's net error or a time-out. */
export async function open(page: Page, url: string, timeoutMs: number): Promise<Result> {
  const navigations = noteNavigations(page)
  const going = page.goto(url, { waitUntil: 'domcontentloaded', timeout: timeoutMs })
  const response = await settled(page, going).finally(navigations.done)
  return response
    ? ofResponse(response)
    : { outcome: 'indeterminate', detail: 'the browser showed no new page' }
}

/** A navigation that failed is followed by the browser's error page, which would break off the next navigation. */
async function settled<T>(page: Page, navigation: Promise<T>): Promise<T> {
  try {
    return await navigation
  } catch (error) {
    if (`${error}`.includes('net::'))
      await page
        .waitForURL('chrome-error://**', { waitUntil: 'commit', timeout: errorPageMs })
        .catch(() => {})
    throw error
  }
}

/** The same in a session: being sent to log in is a challenge, also when the login itself is away. */
export async function openInSession(page: Page, url: string, timeoutMs: number): Promise<Result> {
  let redirect: number | undefined
  const seen = (response: Response) => {
    if (response.request().isNavigationRequest() && isRedirect(response)) redirect ??= response.status()
  }
  page.on('response', seen)
  try {
    const result = await open(page, url, timeoutMs).catch((error: unknown) => ofFailure(error))
    return redirect !== undefined && result.outcome === 'unavailable'
      ? sentAway(redirect, result.status)
      : result
  } finally {
    page.off('response', seen)
  }
}

const isRedirect = (response: Response) => response.status() >= 300 && response.status() < 400

const mostStarts = 5
const errorPageMs = 1_000

/** An attempt that the browser itself broke off starts over, as long as its time has not run out. */
export async function undisturbed(signal: AbortSignal, attempt: () => Promise<Result>): Promise<Result> {
  for (let start = 1; ; start++) {
    const result = await attempt().catch((error: unknown) => ofFailure(error))
    if (!isOwnDoing(result) || signal.aborted || start === mostStarts) return result
  }
}

/** Types name and password into the IdP's form and follows the way back. */
export async function logIn(
  page: Page,
  { username, password }: Password,
  timeoutMs: number,
): Promise<Result> {
  await page.locator('#username').fill(username, { timeout: timeoutMs })
  await page.locator('#password').fill(password, { timeout: timeoutMs })
  const landed = landing(page, timeoutMs)
  const navigations = noteNavigations(page)
  await page.locator('#kc-login').click({ timeout: timeoutMs, noWaitAfter: true })
  return ofResponse(await settled(page, landed).finally(navigations.done))
}

/** The page that the next navigation ends on, after its redirects. */
function landing(page: Page, timeout: number): Promise<Response> {
  const answered = page.waitForResponse(
    (response) =>
      response.request().isNavigationRequest() && !(response.status() >= 300 && response.status() < 400),
    { timeout },
  )
  const failed = page
    .waitForEvent('requestfailed', { predicate: (request) => request.isNavigationRequest(), timeout })
    .then((request) => Promise.reject(new Error(request.failure()?.errorText ?? 'net::ERR_FAILED')))
  failed.catch(() => {})
  const landed = Promise.race([answered, failed])
  landed.catch(() => {})
  return landed
}

async function ofResponse(response: Response): Promise<Result> {
  const headers = response.headers()
  const text = await response.text()
  return ofPage({ status: response.status(), header: (name) => headers[name], text })
}
