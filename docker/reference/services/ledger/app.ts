import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { createApplication, type OnRefusal } from '../common/application.ts'
import { requireSecret } from '../common/bearer.ts'
import { addEmergencyRoutes, type EmergencyRoutesOptions } from './emergency-routes.ts'
import { addOneTimeCodes, type OneTimeCodesOptions } from './one-time-codes.ts'
import { addTokenRoutes, type TokenRoutesOptions } from './token-routes.ts'

export interface LedgerOptions extends TokenRoutesOptions, EmergencyRoutesOptions, OneTimeCodesOptions {
  readonly adminSecret: () => string
  readonly onRefusal?: OnRefusal
}

const alertTest = z.object({ test: z.string().min(1).max(128) })

export function ledgerApp(options: LedgerOptions) {
  const app = createApplication('ledger', options.onRefusal)
  addTokenRoutes(app, options)
  addEmergencyRoutes(app, options)
  addOneTimeCodes(app, options)
  // A known positive, so that silence later means something.
  app.post('/ledger/emergency/alert-test', async (c) => {
    requireSecret(c, options.adminSecret())
    const given = alertTest.safeParse(await c.req.json().catch(() => undefined))
    const test = given.data?.test ?? randomUUID()
    options.alert({ alert: 'alert-test', test, atMs: Date.now() })
    return c.json({ test }, 202)
  })
  return app
}
