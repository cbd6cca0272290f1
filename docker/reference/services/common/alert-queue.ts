import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { describeError, log } from './log.ts'
import type { Outbound } from './outbound.ts'

export interface AlertQueueOptions {
  readonly pagerUrl: string
  readonly secret: () => string
  readonly call: Outbound
  /** Ends the delivery; what is still queued is lost, and logged. */
  readonly signal: AbortSignal
  /** First pause after a failed delivery in milliseconds; doubles up to sixteen times that. */
  readonly pauseMs?: number
}

type Queued = Readonly<Record<string, unknown>> & { readonly id: string }

const maxQueued = 1_000

/**
 * Delivers alerts in their order, each until the pager has it, while no request waits for that. An alert carries an
 * id, so that one whose receipt was lost on the way back is kept once.
 */
export class AlertQueue {
  readonly #options: AlertQueueOptions
  readonly #queued: Queued[] = []
  #delivering = false

  constructor(options: AlertQueueOptions) {
    this.#options = options
  }

  send(alert: Readonly<Record<string, unknown>>): void {
    if (this.#queued.length >= maxQueued) {
      log('alert lost', { alert: alert.alert, reason: 'queue-full' })
      return
    }
    this.#queued.push({ ...alert, id: randomUUID() })
    if (!this.#delivering) void this.#deliver()
  }

  async #deliver(): Promise<void> {
    const { signal, pauseMs = 250 } = this.#options
    this.#delivering = true
    let failures = 0
    for (let next = this.#queued[0]; next && !signal.aborted; next = this.#queued[0]) {
      if (await this.#post(next)) {
        this.#queued.shift()
        failures = 0
      } else await sleep(pauseMs * 2 ** Math.min(failures++, 4), undefined, { signal }).catch(() => undefined)
    }
    if (this.#queued.length > 0) log('alerts lost', { count: this.#queued.length, reason: 'stopping' })
    this.#delivering = false
  }

  async #post(alert: Queued): Promise<boolean> {
    const { call, pagerUrl, secret } = this.#options
    try {
      const answer = await call(`${pagerUrl}/pager/alerts`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret()}`, 'content-type': 'application/json' },
        body: JSON.stringify(alert),
      })
      await answer.body?.cancel()
      log(answer.ok ? 'alert delivered' : 'alert refused', { alert: alert.alert, status: answer.status })
      return answer.ok
    } catch (error) {
      log('alert not delivered', { alert: alert.alert, ...describeError(error) })
      return false
    }
  }
}
