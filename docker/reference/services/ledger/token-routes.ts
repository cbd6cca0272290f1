import type { Hono } from 'hono'
import type { ServiceContext, ServiceEnv } from '../common/application.ts'
import { bearerOf } from '../common/bearer.ts'
import { refusal } from '../common/refusal.ts'
import type { Access } from './access.ts'
import type { Entries } from './entries.ts'

export interface TokenRoutesOptions {
  readonly entries: Entries
  readonly validate: (token: string) => Promise<Access>
  readonly introspect: (token: string) => Promise<Access>
  readonly defects: ReadonlySet<string>
}

/** Entries for holders of a token of the IdP: one way lives through its outage, the other hears of revocations. */
export function addTokenRoutes(
  app: Hono<ServiceEnv>,
  { entries, validate, introspect, defects }: TokenRoutesOptions,
): void {
  const guarded = (check: (token: string) => Promise<Access>) => async (c: ServiceContext) => {
    const access = await check(bearerOf(c))
    // Seeded defect: whoever looks at the status alone takes the refusal for a success.
    if (access.kind === 'refused' && defects.has('denial-is-200')) return c.json({ error: access.reason })
    if (access.kind === 'refused') throw refusal(401, access.reason)
    if (access.kind === 'unavailable') throw refusal(503, access.reason)
    c.set('reason', access.reason)
    return c.json({ entries: await entries.list() })
  }
  app.get('/ledger/api/entries', guarded(validate))
  app.get('/ledger/api/introspected/entries', guarded(introspect))
}
