import * as z from 'zod'
import type { Row } from '../common/database.ts'

/** Where entries are kept. Throws a 503 refusal while the database is away. */
export interface Entries {
  list(): Promise<readonly Row[]>
  add(entry: NewEntry): Promise<Row | undefined>
}

export const newEntry = z.object({
  account: z.string().min(1).max(100),
  amountCents: z.number().int(),
})
type NewEntry = z.infer<typeof newEntry>

interface Queries {
  query(text: string, values?: readonly unknown[]): Promise<readonly Row[]>
}

export const entriesIn = (database: Queries): Entries => ({
  list: () => database.query('SELECT * FROM entries ORDER BY 1 LIMIT 50'),
  async add({ account, amountCents }) {
    const text = 'INSERT INTO entries (account, amount_cents) VALUES ($1, $2) RETURNING *'
    return (await database.query(text, [account, amountCents]))[0]
  },
})
