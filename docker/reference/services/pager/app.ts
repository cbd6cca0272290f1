import * as z from 'zod'
import { callerOf, createApplication } from '../common/application.ts'
import { requireSecret } from '../common/bearer.ts'
import { bodyOf } from '../common/body.ts'
import { log } from '../common/log.ts'
import { refusal } from '../common/refusal.ts'
import { type Alert, type Alerts, alert } from './alerts.ts'

export interface PagerOptions {
  readonly alerts: Alerts
  readonly secret: (name: 'pager-ingest' | 'pager-read') => string
}

const since = z.coerce.number().nonnegative().default(0)

export function pagerApp({ alerts, secret }: PagerOptions) {
  const app = createApplication('pager')
  app.post('/pager/alerts', async (c) => {
    requireSecret(c, secret('pager-ingest'))
    const { receivedAtMs, ...told } = alerts.receive(await bodyOf(c, alert))
    heard(c.req.header('user-agent'), told)
    return c.json({ receivedAtMs }, 201)
  })
  app.get('/pager/alerts', (c) => {
    requireSecret(c, secret('pager-read'))
    const from = since.safeParse(c.req.query('since'))
    if (!from.success) throw refusal(400, 'since-invalid')
    return c.json({ alerts: alerts.since(from.data) })
  })
  return app
}

/** Puts into the log what alerts say of a layer, so that it can be held against what happened. */
function heard(userAgent: string | undefined, { alert, service, dependency, layer, code }: Alert): void {
  log('alert', { caller: callerOf(userAgent), alert, service, dependency, layer, code })
}
