import { log } from '../common/log.ts'
import { monotonicMs } from '../common/monotonic.ts'
import type { Lease, Token, Vault } from './vault.ts'

export interface LeaseKeeperOptions {
  readonly vault: Vault
  /** Told of every new lease; the one before ends soon after. */
  readonly onLease: (lease: Lease) => void
  readonly nowMs?: () => number
}

interface Held<T> {
  readonly value: T
  /** Time to live when it was new. */
  readonly fullMs: number
  renewAtMs: number
}

/** After a failure the vault is asked again this often. */
const retryMs = 1_000

/** However short a life the vault grants, it is not asked more often than this. */
const shortestMs = 50

/**
 * Keeps one token and one lease alive. Both are renewed at half of their life. While the vault is away, what is held
 * goes on to be used; when the vault refuses, or grants less than half of the first life (its limit is near), all of
 * it is got anew: a lease ends with the token that it was leased with.
 */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions
  readonly #nowMs: () => number
  #token: Held<Token> | undefined
  #lease: Held<Lease> | undefined
  #wake: () => void = () => {}

  constructor(options: LeaseKeeperOptions) {
    this.#options = options
    this.#nowMs = options.nowMs ?? monotonicMs
  }

  /** Keeps at it until the signal; nothing that the vault does ends it. */
  async run(signal: AbortSignal): Promise<void> {
    const wake = () => this.#wake()
    signal.addEventListener('abort', wake)
    while (!signal.aborted) await this.#pause(await this.step())
    signal.removeEventListener('abort', wake)
  }

  /** Does the next thing that is due, and returns after how many milliseconds to call again. */
  async step(): Promise<number> {
    const done =
      this.#token && this.#lease ? await this.#renewDue(this.#token, this.#lease) : await this.#begin()
    if (!done || !this.#token || !this.#lease) return retryMs
    return Math.max(shortestMs, Math.min(this.#token.renewAtMs, this.#lease.renewAtMs) - this.#nowMs())
  }

  /** The database refused the credentials of this lease: whatever the vault said, they are gone. */
  distrust(lease: string): void {
    if (this.#lease?.value.id !== lease) return
    this.#token = undefined
    this.#lease = undefined
    this.#wake()
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async #begin(): Promise<boolean> {
    const { vault, onLease } = this.#options
    const token = await vault.login()
    if (!token.ok) return this.#failed('login', token.why)
    const lease = await vault.lease(token.value.token)
    if (!lease.ok) return this.#failed('lease', lease.why)
    this.#token = this.#held(token.value)
    this.#lease = this.#held(lease.value)
    log('database credentials leased', { ttlMs: lease.value.ttlMs })
    onLease(lease.value)
    return true
  }

  async #renewDue(token: Held<Token>, lease: Held<Lease>): Promise<boolean> {
    const { vault } = this.#options
    const secret = token.value.token
    if (token.renewAtMs <= this.#nowMs()) return this.#renew('token', token, vault.renewToken(secret))
    if (lease.renewAtMs <= this.#nowMs())
      return this.#renew('lease', lease, vault.renewLease(secret, lease.value.id))
    return true
  }

  async #renew(
    what: string,
    held: Held<Token | Lease>,
    asked: ReturnType<Vault['renewToken']>,
  ): Promise<boolean> {
    const answer = await asked
    if (answer.ok && answer.value >= held.fullMs / 2) {
      held.renewAtMs = this.#nowMs() + answer.value / 2
      return true
    }
    if (answer.ok || answer.why === 'refused') {
      log('renewal at its end', { what })
      return this.#begin()
    }
    return this.#failed(`renew ${what}`, answer.why)
  }

  #held<T extends Token | Lease>(value: T): Held<T> {
    return { value, fullMs: value.ttlMs, renewAtMs: this.#nowMs() + value.ttlMs / 2 }
  }

  #failed(what: string, why: string): false {
    log('lease not kept', { what, reason: why })
    return false
  }
}
