import { type Database, openDatabase, type Row } from '../common/database.ts'
import { describeError, log } from '../common/log.ts'
import { refusal } from '../common/refusal.ts'
import type { Lease } from './vault.ts'

export interface LeasedDatabaseOptions {
  readonly host: string
  readonly port: number
  readonly ca: string
  /** Told when the database refuses the credentials of a lease. */
  readonly onRefused: (lease: string) => void
}

/** The ledger's database, entered with whatever lease is current. */
export class LeasedDatabase {
  readonly #options: LeasedDatabaseOptions
  #current: Database | undefined

  constructor(options: LeasedDatabaseOptions) {
    this.#options = options
  }

  /** Statements that run end on the old credentials, new ones begin with these. */
  adopt({ id, user, password }: Lease): void {
    const { host, port, ca, onRefused } = this.#options
    const before = this.#current
    this.#current = openDatabase({
      ...{ host, port, ca, user, database: 'ledger', service: 'ledger' },
      password: () => password,
      onLoginRefused: () => onRefused(id),
    })
    before?.close().catch((error: unknown) => log('old connections not closed', describeError(error)))
  }

  /** Throws a 503 refusal while there is no lease or no database. */
  async query(text: string, values?: readonly unknown[]): Promise<readonly Row[]> {
    if (!this.#current) throw refusal(503, 'no-database-lease')
    return this.#current.query(text, values)
  }

  async close(): Promise<void> {
    await this.#current?.close()
  }
}
