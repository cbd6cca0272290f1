import type { Page, Request, Response } from 'playwright-core'
import type { Contact } from '../../model/trace.ts'
import { contactNotes } from '../../stacks/contacts.ts'

/** Notes every navigation of the page, its redirects included, for the attempt in which this is called. */
export function noteNavigations(page: Page): { done(): void } {
  const note = contactNotes()
  const answers = new Map<Request, Response>()
  const asked = (request: Request) => {
    if (request.isNavigationRequest()) note(() => contactOf(request, answers.get(request)))
  }
  const answered = (response: Response) => void answers.set(response.request(), response)
  page.on('request', asked)
  page.on('response', answered)
  return {
    done() {
      page.off('request', asked)
      page.off('response', answered)
    },
  }
}

/** The browser tells how long things took only of what was answered, and of the rest only its error. */
function contactOf(request: Request, response: Response | undefined): Contact {
  const to = new URL(request.url()).hostname.split('.')[0] ?? ''
  const error = request.failure()?.errorText.replace(/^net::/, '')
  const { connectStart, secureConnectionStart, connectEnd, responseStart } = request.timing()
  const fresh = connectEnd > 0
  if (!response) return { to, reached: reachedBy(error), fresh, ...(error ? { error } : {}) }
  return {
    ...{ to, reached: 'answer', fresh, status: response.status() },
    ...(fresh ? { connectMs: Math.round(secureConnectionStart - connectStart) } : {}),
    ...(fresh ? { tlsMs: Math.round(connectEnd - secureConnectionStart) } : {}),
    ...(responseStart > 0 ? { firstByteMs: Math.round(responseStart) } : {}),
  }
}

/** How far a navigation came that ended with this error of Chromium; without one, nothing is known but that it began. */
function reachedBy(error = ''): Contact['reached'] {
  if (/^ERR_(CERT_|SSL_)/.test(error)) return 'connection'
  if (/^ERR_(CONNECTION_(RESET|CLOSED)|EMPTY_RESPONSE|INCOMPLETE|CONTENT_LENGTH|HTTP)/.test(error))
    return 'connection'
  return 'nothing'
}
