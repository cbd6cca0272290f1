import { crashPoint } from '../../model/crash-point.ts'
import { DrillError } from '../../model/error.ts'
import type { Container, Engine } from '../../setup/engine-client.ts'
import { type Running, stackBase } from '../base.ts'
import type { PartState, Stack } from '../stack.ts'
import type { Crew } from './crew.ts'
import { containersOf } from './labels.ts'
import { proxiesOf, requireProxy } from './proxy-part.ts'
import { startAgain } from './start-part.ts'
import { sweepStack } from './sweep.ts'

/** A stack of containers. It remembers nothing: each answer comes from disk and from the engine, for any process. */
export function containerStack(crew: Crew): Stack {
  const { site, parts } = crew
  return { ...stackBase(site, parts), ...running(crew) }
}

function running(crew: Crew): Running {
  const { site, parts, engine } = crew
  const proxies = proxiesOf(site)
  const change = async (service: string, to: PartState, act: (container: Container) => Promise<unknown>) => {
    const container = await containerOf(crew, service)
    if ((await stateOf(container)) !== to) await act(container)
  }
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
    state: async (service) => stateOf(await containerOf(crew, service)),
    async incarnation(service) {
      const { Id, State } = await (await containerOf(crew, service)).inspect()
      return `${Id}:${State.StartedAt}`
    },
    pause: (service) => change(service, 'paused', (container) => container.pause()),
    resume: (service) => change(service, 'running', (container) => container.unpause()),
    kill: (service) => change(service, 'stopped', kill),
    async start(service, signal = AbortSignal.timeout(180_000)) {
      const part = parts.get(service)
      if (!part) throw new DrillError('bad-input', `the estate has no service named ${service}`)
      const container = await containerOf(crew, service)
      if ((await stateOf(container)) === 'paused') await container.unpause()
      await startAgain(crew, service, part, container, signal)
    },
    down: () => sweepStack(engine, site.layout),
  }
}

/** SIGKILL of everything in the container; returns when it has ended. */
async function kill(container: Container): Promise<void> {
  crashPoint('before', 'part.stopped')
  const ended = container.wait()
  await container.kill()
  await ended
  crashPoint('after', 'part.stopped')
}

async function stateOf(container: Container): Promise<PartState> {
  const { State: state } = await container.inspect()
  if (state.Paused) return 'paused'
  return state.Running ? 'running' : 'stopped'
}

/** Is any container of the stack left that runs? After a restart of the machine there is none. */
export async function anyRuns(engine: Engine, stack: string): Promise<boolean> {
  const states = await Promise.all((await containersOf(engine, stack)).map(stateOf))
  return states.some((state) => state !== 'stopped')
}

/** The container of a service. Throws `stack-lost` when there is none. */
export async function containerOf({ site, engine }: Crew, service: string): Promise<Container> {
  const [container] = await containersOf(engine, site.layout.name, service)
  if (container) return container
  throw new DrillError('stack-lost', `${service} has no container in this stack`, {
    next: `End the stack with "drill down --stack ${site.layout.name}".`,
  })
}
