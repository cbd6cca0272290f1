import { createHmac } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { type Database, openDatabase, type Row } from '../common/database.ts'
import { describeError, log } from '../common/log.ts'

export interface EnvelopeOptions {
  readonly host: string
  readonly port: number
  readonly ca: string
  /** What the custodian keeps; passwords are made of it and never are it. */
  readonly secret: () => string
  /** File that counts the passwords there have been. */
  readonly countFile: string
  readonly open?: typeof openDatabase
}

const role = 'envelope'

/**
 * The ledger's way into its database without the vault: a role of its own with a password that the vault never had.
 * It is used only while emergency access is armed, and once it was used its password is replaced.
 */
export class Envelope {
  readonly #options: EnvelopeOptions
  #database: Database | undefined
  #refused = false
  #replacing = false

  constructor(options: EnvelopeOptions) {
    this.#options = options
  }

  /** Opens the envelope. Throws a 503 refusal while the database is away. */
  async query(text: string, values?: readonly unknown[]): Promise<readonly Row[]> {
    this.#database ??= this.#open(this.#count())
    try {
      return await this.#database.query(text, values)
    } catch (error) {
      if (!this.#refused) throw error
      // The one before was replaced, and this process ended before it could write that down.
      await this.#adopt(this.#count() + 1)
      return this.#database.query(text, values)
    }
  }

  /** Replaces the password of an envelope that was opened. Never rejects: what fails is tried at the next call. */
  async reseal(): Promise<void> {
    const database = this.#database
    if (!database || this.#replacing) return
    this.#replacing = true
    const next = this.#count() + 1
    try {
      await database.query(`ALTER ROLE ${role} PASSWORD '${this.#password(next)}'`)
      writeFileSync(this.#options.countFile, String(next), { mode: 0o600 })
      this.#database = undefined
      log('envelope sealed again', { count: next })
      await database.close()
    } catch (error) {
      log('envelope not sealed yet', describeError(error))
    } finally {
      this.#replacing = false
    }
  }

  async close(): Promise<void> {
    await this.#database?.close()
  }

  #open(count: number): Database {
    const { host, port, ca, open = openDatabase } = this.#options
    log('envelope opened', { count })
    this.#refused = false
    return open({
      ...{ host, port, ca, user: role, database: 'ledger', service: 'ledger' },
      password: () => this.#password(count),
      onLoginRefused: () => {
        this.#refused = true
      },
    })
  }

  async #adopt(count: number): Promise<void> {
    await this.#database?.close()
    writeFileSync(this.#options.countFile, String(count), { mode: 0o600 })
    this.#database = this.#open(count)
  }

  #count(): number {
    try {
      return Number(readFileSync(this.#options.countFile, 'utf8'))
    } catch {
      return 0
    }
  }

  /** The first is what the database was given as it was made. */
  #password(count: number): string {
    const secret = this.#options.secret()
    return count === 0 ? secret : createHmac('sha256', secret).update(`${count}`).digest('base64url')
  }
}
