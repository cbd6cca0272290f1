import { onTrouble, type Trouble } from './dependencies.ts'

type Alert = Readonly<Record<string, unknown>>

/** A refusal is told again after this long, however many there are. */
const againMs = 15_000

export interface Alarm {
  /** Somebody was refused: told once in a while for each layer and reason. */
  refused(layer: string, reason: string): void
}

/** Tells the pager of failing dependencies and of refusals, and never calls one by the name of the other. */
export function alarmOf(service: string, send: (alert: Alert) => void, defects: ReadonlySet<string>): Alarm {
  const told = new Map<string, number>()
  const post = (alert: Alert) =>
    // Seeded defect: whatever fails, somebody is told that a password was wrong.
    send(
      defects.has('alerts-blame-tokens')
        ? { ...alert, layer: 'token', code: 'authentication failed' }
        : alert,
    )
  onTrouble(({ dependency, failure }: Trouble) =>
    post({
      ...{ alert: failure ? 'dependency-failed' : 'dependency-answers', service, dependency, ...failure },
      atMs: Date.now(),
    }),
  )
  return {
    refused(layer, reason) {
      const nowMs = performance.now()
      if (nowMs - (told.get(reason) ?? Number.NEGATIVE_INFINITY) < againMs) return
      told.set(reason, nowMs)
      post({ alert: 'access-refused', service, layer, code: reason, atMs: Date.now() })
    },
  }
}
