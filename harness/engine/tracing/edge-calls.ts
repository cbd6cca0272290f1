import type { Plan } from '../../model/plan.ts'
import { type History, recordsOf } from '../../model/record.ts'
import type { EdgeCalls } from '../../model/trace.ts'
import type { Phase } from '../../model/words.ts'
import type { Line } from './line.ts'

/** What became of one request on one edge. */
interface Went {
  readonly requestId: string
  /** How often the callee logged it from this caller, and how often the caller says that its call failed. */
  readonly arrived: number
  readonly failed: number
  /** Whether the caller's own log says that it passed the request on, and got an answer. */
  readonly passed: boolean
}

type Key = readonly [from: string, to: string, phase: Phase]

const mostIds = 5

/** Counts, for each edge and phase, how often each request went that way, and where its ID was lost. */
export function edgeCalls(
  history: History,
  plan: Plan,
  byRequest: ReadonlyMap<string, readonly Line[]>,
): EdgeCalls[] {
  const phaseOf = phasesOf(history, plan)
  const edges = new Map<string, Went[]>()
  for (const [requestId, lines] of byRequest) {
    const phase = phaseOf.get(requestId)
    if (phase === undefined) continue
    for (const [from, to] of edgesIn(lines)) {
      const key = JSON.stringify([from, to, phase] satisfies Key)
      const known = edges.get(key)
      const went = wentOf(requestId, lines, from, to)
      if (known) known.push(went)
      else edges.set(key, [went])
    }
  }
  return [...edges].map(([key, went]) => counted(JSON.parse(key) as Key, went))
}

function phasesOf(history: History, { phases }: Plan): Map<string, Phase> {
  return new Map(
    recordsOf(history, 'attempt').flatMap(({ requestId, beganMs }) => {
      const phase = phases.find(({ fromMs, toMs }) => beganMs >= fromMs && beganMs < toMs)
      return requestId === undefined || !phase ? [] : [[requestId, phase.name] as const]
    }),
  )
}

/** Every way that the logs show or tell of: who called, whom a gateway chose, whom a service asked or failed to. */
function edgesIn(lines: readonly Line[]): (readonly [string, string])[] {
  const edges = lines
    .filter(({ kind }) => kind !== 'alert')
    .flatMap(({ kind, service, caller, dependency, backend, asked = [] }) => {
      if (kind === 'failed') return dependency === undefined ? [] : [[service, dependency] as const]
      const onward = [...(backend === undefined ? [] : [backend]), ...asked]
      const came = lines.some((line) => line.backend === service) ? [] : [[caller, service] as const]
      return [...came, ...onward.map((to) => [service, to] as const)]
    })
  const known = new Map(edges.map((edge) => [edge.join(' '), edge]))
  return [...known.values()].filter(
    ([, to]) => lines.some(({ service }) => service === to) || isPassed(lines, to),
  )
}

const isPassed = (lines: readonly Line[], to: string) =>
  lines.some(({ asked, backend, dependency }) => asked?.includes(to) || backend === to || dependency === to)

function wentOf(requestId: string, lines: readonly Line[], from: string, to: string): Went {
  const own = lines.filter(({ service }) => service === from)
  // A gateway passes the caller's own name on: whatever arrives behind it came through it.
  const isGateway = own.some(({ backend }) => backend === to)
  const arrived = lines.filter(
    ({ kind, service, caller }) => kind === 'call' && service === to && (isGateway || caller === from),
  )
  const failed = own.filter(({ kind, dependency }) => kind === 'failed' && dependency === to)
  const passed = own.some((line) => line.asked?.includes(to) || isAnswered(line, to)) && failed.length === 0
  return { requestId, arrived: arrived.length, failed: failed.length, passed }
}

/** HAProxy's termination state `--`: the service behind it answered, and nothing went wrong. */
const isAnswered = ({ backend, termination }: Line, to: string) => backend === to && termination === '--'

function counted([from, to, phase]: Key, went: readonly Went[]): EdgeCalls {
  const tries = went.map(({ arrived, failed }) => Math.max(arrived, failed))
  const passed = went.filter((one) => one.passed)
  const lost = passed.filter(({ arrived }) => arrived === 0).map(({ requestId }) => requestId)
  return {
    ...{ type: 'edge.calls', from, to, phase, requests: tries.filter((count) => count > 0).length },
    ...{ tries: tries.reduce((sum, count) => sum + count, 0), most: Math.max(0, ...tries) },
    ...{ passed: passed.length, lost: lost.length, lostIds: lost.slice(0, mostIds) },
  }
}
