import * as z from 'zod'
import { every, nameIn } from './probe.ts'
import type { Workload } from './workload.ts'

const options = z.strictObject({ identity: nameIn('a person of the estate'), every })
type BrowserSessionOptions = z.infer<typeof options>

/** A person at a browser: works in a session, and logs in again in a new window or from nothing. */
export const browserSession: Workload<BrowserSessionOptions> = {
  name: 'browser-session',
  summary: 'A person at a real browser: open session, new connection, refresh, SSO login, fresh login',
  options,
  classes: () => ['app-session', 'reconnect', 'refresh', 'sso-login', 'fresh-login'],
  enter: async (enter, chosen) => (await import('./browser/session.ts')).enterBrowserSession(enter, chosen),
}
