import type { Hono } from 'hono'
import type { ServiceEnv } from '../common/application.ts'
import { requireSecret } from '../common/bearer.ts'
import { dependencyAnswered, dependencyFailed } from '../common/dependencies.ts'
import { failureOf } from '../common/failure.ts'
import { describeError, log } from '../common/log.ts'
import { refusal } from '../common/refusal.ts'
import type { LedgerAnswer, LedgerClient } from './ledger-client.ts'

export interface LedgerRoutesOptions {
  readonly ledger: Pick<LedgerClient, 'entries'>
  /** Secret of the batch that asks for orders that are posted. */
  readonly batchSecret: () => string
}

/** How many orders the ledger has posted. Needs neither IdP nor a person, so that it shows the way to the ledger alone. */
export function addLedgerRoutes(app: Hono<ServiceEnv>, { ledger, batchSecret }: LedgerRoutesOptions): void {
  app.get('/orders/api/posted', async (c) => {
    requireSecret(c, batchSecret())
    const connection = c.req.query('connection') === 'new' ? 'new' : 'existing'
    const answer = await ledger.entries(connection).catch((error: unknown) => {
      log('ledger not reached', { requestId: c.get('requestId'), connection, ...describeError(error) })
      dependencyFailed('orders', 'ledger', failureOf(error))
      throw refusal(502, 'ledger-unreachable')
    })
    dependencyAnswered('ledger')
    if (answer.status !== 200) throw notPosted(answer)
    return c.json({ posted: (JSON.parse(answer.body) as { entries: unknown[] }).entries.length })
  })
}

/** What the ledger refuses is refused; what it cannot say stays unsaid. */
function notPosted({ status, body }: LedgerAnswer) {
  const reason = /"error":\s*"([a-z-]{1,60})"/.exec(body)?.[1] ?? `status-${status}`
  return refusal(status === 401 || status === 403 ? 403 : 503, `ledger-${reason}`)
}
