/**
 * Loaded into a process by `--import`, this writes down every secret-bearing thing that its HTTP clients and its browser
 * send and are sent, and the arguments of what it starts, so that a test knows secrets that are made during a drill.
 */
import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'
import type { Browser, BrowserContext, Request } from 'playwright-core'
import type { Heard } from './heard.ts'

const file = process.env.DRILL_HEARD ?? ''

function tell(...heard: readonly Heard[]): void {
  if (file !== '') appendFileSync(file, heard.map((one) => `${JSON.stringify(one)}\n`).join(''))
}

/** Headers as undici has them: pairs in one list, as text or bytes. */
function tellHeaders(headers: unknown): void {
  if (!Array.isArray(headers)) return
  for (let at = 0; at + 1 < headers.length; at += 2)
    for (const value of [headers[at + 1]].flat())
      tell({ kind: 'header', name: String(headers[at]).toLowerCase(), value: String(value) })
}

interface Message {
  readonly request: { readonly path: string; readonly headers: unknown }
  readonly response?: { readonly headers: unknown }
  readonly chunk?: string | Uint8Array
}

const bodies = new WeakMap<object, string>()
const on = (channel: string, hear: (message: Message) => void) =>
  subscribe(channel, (message) => hear(message as Message))

function hearChunk({ request, chunk = '' }: Message): void {
  bodies.set(request, (bodies.get(request) ?? '') + Buffer.from(chunk).toString('utf8'))
}
function tellBody({ request }: Message): void {
  const text = bodies.get(request)
  if (text !== undefined) tell({ kind: 'body', value: text })
  bodies.delete(request)
}

on('undici:request:create', ({ request }) => {
  tell({ kind: 'url', value: request.path })
  tellHeaders(request.headers)
})
on('undici:request:bodyChunkSent', hearChunk)
on('undici:request:bodySent', tellBody)
on('undici:request:headers', ({ response }) => tellHeaders(response?.headers))
on('undici:request:bodyChunkReceived', hearChunk)
on('undici:request:trailers', tellBody)

subscribe('child_process', (message) => {
  const { process: child } = message as { process: { spawnargs?: readonly string[] } }
  queueMicrotask(() => tell({ kind: 'arguments', value: (child.spawnargs ?? []).join('\0') }))
})

/** Pages come and go: what a closed one cannot tell any more is not missed. */
const unlessGone = (telling: Promise<unknown>) => void telling.catch(() => {})

async function tellRequest(request: Request): Promise<void> {
  tell({ kind: 'url', value: request.url() }, { kind: 'body', value: request.postData() ?? '' })
  for (const { name, value } of await request.headersArray())
    tell({ kind: 'header', name: name.toLowerCase(), value })
}

function hearWindow(window: BrowserContext): BrowserContext {
  window.on('request', (request) => unlessGone(tellRequest(request)))
  window.on('response', (response) =>
    unlessGone(
      response.headersArray().then((headers) => {
        for (const { name, value } of headers) tell({ kind: 'header', name: name.toLowerCase(), value })
      }),
    ),
  )
  return window
}

function hearBrowser(browser: Browser): void {
  const opening = browser.newContext.bind(browser)
  browser.newContext = async (options) => hearWindow(await opening(options))
}

if (process.env.DRILL_HEAR_BROWSER) {
  const { chromium } = await import('playwright-core')
  const launching = chromium.launchPersistentContext.bind(chromium)
  chromium.launchPersistentContext = async (profile, options) => {
    const first = hearWindow(await launching(profile, options))
    const browser = first.browser()
    if (browser) hearBrowser(browser)
    return first
  }
}
