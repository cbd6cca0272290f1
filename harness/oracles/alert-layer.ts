import { diagnose } from '../diagnosis/diagnose.ts'
import type { Reason } from '../model/finding.ts'
import type { Plan } from '../model/plan.ts'
import { type History, type JournalRecord, recordsOf } from '../model/record.ts'
import { promise } from './judging/promise.ts'
import { cite, reason } from './judging/reason.ts'

type AlertRecord = Extract<JournalRecord, { type: 'alert.received' }>

/** An alert and what it is about belong together when they are so near in time. */
const nearMs = 6_000
/** A dependency that failed so often, for so long, is no passing trouble: somebody must have been told. */
const leastFailures = 3
const leastMs = 3_000

/** Layers that are the network's, and that are about who somebody is; the others may be called by either name. */
const network = ['reachability', 'dns', 'route', 'transport']
const identity = ['token', 'policy']
const isContrary = (said: string, was: string) =>
  (network.includes(said) && identity.includes(was)) || (identity.includes(said) && network.includes(was))

interface Failure {
  readonly from: string
  readonly to: string
  readonly layer: string
  readonly atMs: number
}

/** Calls of services to their dependencies that failed: by the diagnosis, and by their own logs. */
function failuresIn(history: History): readonly Failure[] {
  const diagnosed = diagnose(history).flatMap(({ at, was, beganMs }): Failure[] => {
    const [from = '', to] = at.split(' → ')
    return to === undefined || from === 'client' ? [] : [{ from, to, layer: was, atMs: beganMs }]
  })
  const logged = recordsOf(history, 'trace').flatMap(({ calls }) =>
    calls.flatMap(({ kind, service, dependency, layer = '', atMs }): Failure[] =>
      kind === 'failed' && dependency !== undefined ? [{ from: service, to: dependency, layer, atMs }] : [],
    ),
  )
  return [...diagnosed, ...logged]
}

function wrongReasons(alerts: readonly AlertRecord[], failures: readonly Failure[]): Reason[] {
  return alerts.flatMap(({ from, dependency, layer = '', receivedMs, seq }) => {
    const about = failures.filter(
      (failure) =>
        failure.from === from && failure.to === dependency && Math.abs(failure.atMs - receivedMs) <= nearMs,
    )
    const contrary = about.find((failure) => isContrary(layer, failure.layer))
    if (!contrary || about.some((failure) => failure.layer === layer)) return []
    const text = `${from} called the failure of ${dependency} "${layer}", and it was ${contrary.layer}.`
    return [reason('failed', 'alert-names-wrong-layer', text, { events: [seq] })]
  })
}

function missingReasons(alerts: readonly AlertRecord[], failures: readonly Failure[]): Reason[] {
  const edges = Map.groupBy(failures, ({ from, to }) => JSON.stringify([from, to]))
  return [...edges].flatMap(([key, of]) => {
    const [from, to] = JSON.parse(key) as [string, string]
    const times = of.map(({ atMs }) => atMs)
    const lasted = Math.max(...times) - Math.min(...times)
    if (of.length < leastFailures || lasted < leastMs || from === 'gateway') return []
    if (alerts.some((alert) => alert.from === from && alert.dependency === to)) return []
    const text = `${from} failed to ask ${to} for ${Math.round(lasted / 1_000)} s, and alerted nobody.`
    return [reason('failed', 'alert-missing', text, { events: [] })]
  })
}

function reasonsOf(history: History): Reason[] {
  const alerts = recordsOf(history, 'alert.received').filter(
    ({ alert, layer }) => alert !== '' && layer !== undefined,
  )
  const dependency = alerts.filter((alert) => alert.dependency !== undefined)
  const failures = failuresIn(history)
  const bad = [...wrongReasons(dependency, failures), ...missingReasons(dependency, failures)]
  if (bad.length > 0) return bad
  if (alerts.length > 0) {
    const layers = [...new Set(alerts.map(({ layer }) => layer))].join(', ')
    const text = `${alerts.length} alerts named the layer that failed (${layers}), and none a wrong one.`
    return [reason('passed', 'alerts-name-layer', text, { events: cite(alerts) })]
  }
  const edges = recordsOf(history, 'edge.calls')
  return edges.length > 0
    ? [
        reason('passed', 'no-alert-due', 'No service saw a dependency fail, and none alerted.', {
          events: cite(edges),
        }),
      ]
    : [
        reason('inconclusive', 'alerts-not-observed', 'Neither alerts nor logs of services were read.', {
          events: [],
        }),
      ]
}

export const alertLayer = promise({
  name: 'alert-layer',
  promise: 'Whoever is alerted is told the layer that failed: a cut network is never called a bad token.',
  applies: (plan: Plan) => plan.amplification !== undefined && plan.alerted !== undefined,
  examine: (history) => ({ reasons: reasonsOf(history), measures: [] }),
  kept: ({ reasons }) => reasons[0]?.text ?? '',
})
