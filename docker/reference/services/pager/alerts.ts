import * as z from 'zod'

/** An alert as it is sent: what it says is the sender's matter. `id` lets a repeated delivery be told apart. */
export const alert = z.looseObject({ id: z.string().min(1).max(128).optional() })

export type Alert = z.infer<typeof alert>
type Received = Alert & { readonly receivedAtMs: number }

const maxAlerts = 10_000

export interface Alerts {
  /** Stores an alert and tells when it was first received: one that is delivered twice is kept once. */
  receive(alert: Alert): Received
  since(ms: number): readonly Received[]
}

/** Alerts in memory, the oldest dropped beyond ten thousand. */
export function alertStore(nowMs: () => number = Date.now): Alerts {
  const received: Received[] = []
  return {
    receive(alert) {
      const known = alert.id === undefined ? undefined : received.find((other) => other.id === alert.id)
      if (known) return known
      const stored = { ...alert, receivedAtMs: nowMs() }
      received.push(stored)
      if (received.length > maxAlerts) received.shift()
      return stored
    },
    since: (ms) => received.filter((stored) => stored.receivedAtMs >= ms),
  }
}
