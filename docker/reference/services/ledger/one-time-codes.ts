import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Hono } from 'hono'
import type { ServiceEnv } from '../common/application.ts'
import { refusal } from '../common/refusal.ts'
import type { Entries } from './entries.ts'

/** Counters of codes that were used. Throws a 503 refusal while the database is away. */
export interface SpentCodes {
  /** The highest that was used, 0 before the first. */
  highest(): Promise<number>
  /** Uses one up; false when it, or a higher one, was used before. */
  spend(counter: number): Promise<boolean>
}

interface Queries {
  query(text: string, values?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>
}

export const spentCodesIn = (database: Queries): SpentCodes => ({
  async highest() {
    const [row] = await database.query('SELECT coalesce(max(counter), 0) AS counter FROM spent_codes')
    return Number(row?.counter ?? 0)
  },
  async spend(counter) {
    const text = `INSERT INTO spent_codes (counter)
      SELECT $1 WHERE NOT EXISTS (SELECT FROM spent_codes WHERE counter >= $1)
      ON CONFLICT DO NOTHING RETURNING counter`
    return (await database.query(text, [counter])).length > 0
  },
})

export interface OneTimeCodesOptions {
  readonly codes: SpentCodes
  readonly codeSecret: () => string
  readonly entries: Entries
  readonly alert: (alert: Readonly<Record<string, unknown>>) => void
  readonly defects: ReadonlySet<string>
}

/**
 * The way in that no clock can close: each code is a counter with its HMAC-SHA-256 under a shared secret, and serves
 * once. Neither side looks at the time; nobody else is asked.
 */
export function addOneTimeCodes(
  app: Hono<ServiceEnv>,
  { codes, codeSecret, entries, alert, defects }: OneTimeCodesOptions,
): void {
  let told = false
  app.get('/ledger/codes/state', async (c) => c.json({ spent: await codes.highest() }))
  app.get('/ledger/codes/entries', async (c) => {
    const [, counter, code] =
      /^OneTime (\d{1,15})\.([\w-]{43})$/.exec(c.req.header('authorization') ?? '') ?? []
    if (!counter || !code || !isCode(code, counter, codeSecret())) throw refusal(401, 'code-wrong')
    // Seeded defect: a code serves as often as it is shown.
    const fresh = (await codes.spend(Number(counter))) || defects.has('codes-reusable')
    if (!fresh) throw refusal(401, 'code-spent')
    if (!told) alert({ alert: 'one-time-codes-used', counter: Number(counter), atMs: Date.now() })
    told = true
    c.set('reason', 'code-valid')
    return c.json({ entries: await entries.list() })
  })
}

function isCode(code: string, counter: string, secret: string): boolean {
  const right = createHmac('sha256', secret).update(counter).digest()
  return timingSafeEqual(Buffer.from(code, 'base64url'), right)
}
