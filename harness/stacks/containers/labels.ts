import { createHash } from 'node:crypto'
import type { Engine } from '../../setup/engine-client.ts'
import { stacksHome } from '../layout.ts'

export const driverName = 'containers'

const stackLabel = 'identity-drill.stack'
const homeLabel = 'identity-drill.home'
const serviceLabel = 'identity-drill.service'

/** Labels of whatever belongs to a stack; two folders of stacks on one engine do not see each other's. */
export function labelsOf(stack: string, service: string): Record<string, string> {
  return { [stackLabel]: stack, [homeLabel]: stacksHome(), [serviceLabel]: service }
}

/** A name on the engine: what people see in its lists. */
export function nameOf(stack: string, service: string): string {
  const home = createHash('sha256').update(stacksHome()).digest('hex').slice(0, 6)
  return `drill-${home}-${stack}-${service}`
}

/** Containers of a stack, running or not, of one service or of all. */
export async function containersOf(engine: Engine, stack: string, service?: string) {
  const filters = { label: [...stackFilter(stack), ...(service ? [`${serviceLabel}=${service}`] : [])] }
  return (await engine.listContainers({ all: true, filters })).map(({ Id }) => engine.getContainer(Id))
}

export async function networksOf(engine: Engine, stack: string) {
  const networks = await engine.listNetworks({ filters: { label: stackFilter(stack) } })
  return networks.map(({ Id }) => engine.getNetwork(Id))
}

/** Names of all stacks of which there is a container or a network. */
export async function stacksOn(engine: Engine): Promise<Set<string>> {
  const filters = { label: [`${homeLabel}=${stacksHome()}`] }
  const [containers, networks] = await Promise.all([
    engine.listContainers({ all: true, filters }),
    engine.listNetworks({ filters }),
  ])
  const labelled = [...containers, ...networks]
  return new Set(labelled.flatMap(({ Labels }) => Labels?.[stackLabel] ?? []))
}

const stackFilter = (stack: string) => [`${stackLabel}=${stack}`, `${homeLabel}=${stacksHome()}`]
