import { crashPoint } from '../../model/crash-point.ts'
import { DrillError } from '../../model/error.ts'
import { statOfNamed } from '../../model/process.ts'
import { type Running, stackBase } from '../base.ts'
import type { Layout } from '../layout.ts'
import type { Stack } from '../stack.ts'
import { latestStarts } from '../started.ts'
import type { Crew } from './crew.ts'
import { proxiesOf, requireProxy } from './proxy-part.ts'
import { startAgain, untilRevived } from './start-part.ts'
import { sweepStack } from './sweep.ts'
import { freeze, kill, type PartProcess, thaw, untilReaped } from './tree.ts'

/** A stack of processes. It remembers nothing: each answer comes from disk and from the machine, for any process. */
export function processStack(crew: Crew): Stack {
  const { site, parts } = crew
  return { ...stackBase(site, parts), ...running(crew) }
}

function running(crew: Crew): Running {
  const { site, parts } = crew
  const proxies = proxiesOf(site)
  return {
    async setEdges(edges, to) {
      for (const { from, to: callee } of edges) site.topology.endpoint(from, callee)
      await requireProxy(crew, AbortSignal.timeout(10_000))
      await proxies.setEdges(edges, to)
    },
    async edgeState(edge) {
      site.topology.endpoint(edge.from, edge.to)
      return proxies.edgeState(edge)
    },
    async state(service) {
      const stat = statOfNamed(processOf(crew, service).started)
      if (!stat) return 'stopped'
      return stat.state === 'T' ? 'paused' : 'running'
    },
    async incarnation(service) {
      const { pid, startTime, bootId } = processOf(crew, service).started
      return [pid, startTime, bootId].join(':')
    },
    pause: (service) => freeze(processOf(crew, service)),
    resume: (service) => thaw(processOf(crew, service)),
    async kill(service) {
      crashPoint('before', 'part.stopped')
      await kill(processOf(crew, service))
      crashPoint('after', 'part.stopped')
    },
    async start(service, signal = AbortSignal.timeout(180_000)) {
      const part = parts.get(service)
      if (!part) throw new DrillError('bad-input', `the estate has no service named ${service}`)
      const last = processOf(crew, service)
      if (statOfNamed(last.started)) {
        await thaw(last)
        return untilRevived(crew, part, last.started, signal)
      }
      await killAndReap(crew, service)
      await startAgain(crew, service, part, signal)
    },
    down: () => sweepStack(site.layout),
  }
}

/** Nothing of the part is left then that could hold its port, not even what it left running as it died by itself. */
export async function killAndReap(crew: Crew, service: string): Promise<void> {
  const last = processOf(crew, service)
  await kill(last)
  await untilReaped(last)
}

/** Is any process of the stack left? After a restart of the machine there is none. */
export function anyRuns(layout: Layout): boolean {
  const starts = [...latestStarts(layout.started).values()]
  return starts.some((started) => 'pid' in started && statOfNamed(started) !== undefined)
}

/** The last start of a service. Throws `stack-lost` for one that was never started. */
function processOf({ site }: Crew, service: string): PartProcess {
  const started = latestStarts(site.layout.started).get(service)
  if (!started || !('pid' in started))
    throw new DrillError('stack-lost', `${service} was never started in this stack`)
  return { started, dir: site.layout.serviceDir(service) }
}
