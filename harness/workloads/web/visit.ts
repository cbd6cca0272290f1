import { type Answered, ofAnswer, ofFailure } from '../outcome.ts'
import type { Result } from '../workload.ts'
import type { Answer, Ask, Caller } from './caller.ts'
import type { Jar } from './jar.ts'

/** Where a visitor ended after every redirect. */
export interface Page {
  readonly url: URL
  readonly answer: Answer
}

export interface Visitor {
  readonly caller: Caller
  readonly jar: Jar
}

const mostRedirects = 12

/** Follows redirects to the end with the visitor's cookies, as a browser does. */
export async function visit(visitor: Visitor, ask: Ask): Promise<Page> {
  let next: Ask = ask
  for (let hop = 0; ; hop++) {
    const answer = await askOnce(visitor, next)
    const onward = onwardFrom(next, answer)
    if (!onward || hop === mostRedirects) return { url: next.url, answer }
    next = onward
  }
}

/**
 * Uses a session. An application that honours it no longer sends the visitor to log in: that is a challenge, also
 * when the login itself is away. A login that comes back with a session is access again.
 */
export async function inSession(visitor: Visitor, ask: Ask): Promise<Result> {
  const answer = await askOnce(visitor, ask)
  const onward = onwardFrom(ask, answer)
  if (!onward) return ofPage(answer)
  const end = await visit(visitor, onward).then((page) => ofPage(page.answer), ofFailure)
  return end.outcome === 'unavailable' ? sentAway(answer.status, end.status) : end
}

export function sentAway(status: number, why?: number | string): Result {
  return {
    outcome: 'challenged',
    status,
    layer: 'application',
    detail: `sent to log in, which is unavailable (${why})`,
  }
}

async function askOnce({ caller, jar }: Visitor, ask: Ask): Promise<Answer> {
  const cookie = jar.header(ask.url)
  const answer = await caller.send({ ...ask, headers: { ...ask.headers, ...(cookie ? { cookie } : {}) } })
  jar.keep(ask.url, answer.setCookies)
  return answer
}

function onwardFrom({ url, signal, requestId }: Ask, { status, header }: Answer): Ask | undefined {
  const location = header('location')
  if (status < 300 || status > 399 || !location) return undefined
  return { url: new URL(location, url), signal, requestId }
}

/** The id of the session that an orders page shows, or undefined when it shows none. */
export function sessionShown(html: string): string | undefined {
  return /<main\b[^>]*\bdata-session="([^"]+)"/.exec(html)?.[1]
}

/** A page with a session is access; a login form is a challenge; the rest is what its status says. */
export function ofPage(answer: Answered & { readonly text: string }): Result {
  const { status, text } = answer
  if (status === 200 && sessionShown(text)) return { outcome: 'granted', status, layer: 'application' }
  if (isLoginForm(text)) return { outcome: 'challenged', status, layer: 'application' }
  if (status === 200)
    return { outcome: 'indeterminate', status, layer: 'application', detail: 'a page without a session' }
  return ofAnswer(answer)
}

export function isLoginForm(html: string): boolean {
  return formOf(html, 'kc-form-login') !== undefined
}

/** Where a form of that id is posted to, and its hidden fields. Covers the IdP's own forms, not HTML at large. */
export function formOf(
  html: string,
  id?: string,
): { action: string; hidden: Record<string, string> } | undefined {
  for (const [form] of html.matchAll(/<form\b[\s\S]*?<\/form>/g)) {
    const open = /<form\b[^>]*>/.exec(form)?.[0] ?? ''
    if (id !== undefined && attribute(open, 'id') !== id) continue
    const inputs = [...form.matchAll(/<input\b[^>]*>/g)].map(([input]) => input)
    const hidden = inputs.filter((input) => attribute(input, 'type') === 'hidden')
    const fields = hidden.map((input) => [attribute(input, 'name') ?? '', attribute(input, 'value') ?? ''])
    return { action: attribute(open, 'action') ?? '', hidden: Object.fromEntries(fields) }
  }
  return undefined
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
  return value?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=').replaceAll('&quot;', '"')
}
