import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cadenceOf } from '../harness/model/in-time.ts'
import type { AttemptRecord } from '../harness/model/observed.ts'
import type { Plan } from '../harness/model/plan.ts'
import { type History, recordsOf } from '../harness/model/record.ts'
import { type RevokedCase, revokedCase } from '../harness/oracles/judging/revoked-case.ts'

/**
 * How much wider (ms) each revocation's interval is than the time between two probes, which the scenario sets. A
 * revocation whose channel was cut has none: there the interval is that of the outage.
 */
export function revocationWidths(history: History, plan: Plan): number[] {
  return casesOf(history, plan).flatMap(({ planned, lastGrant, stable: [first], revoked }) => {
    if (planned.cut || !lastGrant || !first) return []
    return [Math.max(0, first.endMs - lastGrant.beganMs - (cadenceOf(revoked) ?? 0))]
  })
}

/** How far (ms) each first lasting denial that was seen lies from the first one that a service logged itself. */
export function revocationErrors(dir: string, history: History, plan: Plan): number[] {
  const run = recordsOf(history, 'run.started')[0]?.run ?? ''
  const logged = loggedIn(join(dir, 'logs'), run)
  return casesOf(history, plan).flatMap(({ planned, stable: [first] }) => {
    const own = firstDenial(logged, `${run}-${planned.access}-`)
    return first && own !== undefined ? [Math.abs(endedAt(first) - own)] : []
  })
}

function casesOf(history: History, plan: Plan): RevokedCase[] {
  return plan.revocations
    .map((planned) => revokedCase(history, plan, planned))
    .filter((of) => typeof of !== 'string')
}

/** The wall clock (ms since 1970) when it ended: services know no other. */
const endedAt = ({ time, atMs, endMs }: AttemptRecord) => Date.parse(time) + endMs - atMs

interface Logged {
  readonly time: number
  readonly requestId: string
  readonly status: number
  readonly path: string
}

/** Every request of the run's probes that any service logged, in the order of time. */
function loggedIn(folder: string, run: string): Logged[] {
  const told = `"msg":"request","requestId":"${run}-`
  return readdirSync(folder)
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'))
    .flatMap((line) => (line.includes(told) ? [JSON.parse(line) as Logged] : []))
    .toSorted((a, b) => a.time - b.time)
}

/** When the first denial was logged after which nobody was let in. Being sent to log in is told once more by the log-in. */
function firstDenial(logged: readonly Logged[], request: string): number | undefined {
  const own = logged.filter(
    ({ requestId, path }) =>
      requestId.startsWith(request) &&
      /^\d+$/.test(requestId.slice(request.length)) &&
      !path.endsWith('/login'),
  )
  const granted = own.findLastIndex(({ status }) => status === 200)
  return own.slice(granted + 1).find(({ status }) => [302, 401, 403].includes(status))?.time
}
