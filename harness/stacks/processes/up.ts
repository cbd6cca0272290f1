import { begun, completed, type Planned, planned } from '../begin.ts'
import { cleanedUpAfter } from '../clean-up.ts'
import type { ToolPath } from '../context.ts'
import { keepLogs } from '../keep-logs.ts'
import { inOrder } from '../order.ts'
import type { Part } from '../part.ts'
import { type Replacing, resolveParts } from '../resolve.ts'
import type { Stack, UpOptions } from '../stack.ts'
import type { Crew } from './crew.ts'
import { unprivilegedUser } from './isolate.ts'
import { processStack } from './process-stack.ts'
import { startProxy } from './proxy-part.ts'
import { claimSlot } from './slots.ts'
import { startFirst } from './start-part.ts'
import { sweepStack } from './sweep.ts'

export interface Means {
  readonly parts: readonly Part[]
  readonly tool: ToolPath
  /** Versions of the installed tools, for the evidence. */
  readonly versions: () => Readonly<Record<string, string>>
}

export const driverName = 'processes'

/** A user's own command in the place of a part; it is told everything by its environment. */
export const byCommand: Replacing = {
  by: 'command',
  configure: async ({ service, estateDir }) => ({ command: service.run.command ?? [], cwd: estateDir }),
}

/** Brings a stack up; on every way that does not, what was started is ended and removed, and its logs are kept. */
export async function bringUp(means: Means, options: UpOptions, signal: AbortSignal): Promise<Stack> {
  const plan = await planned(options)
  const parts = resolveParts(plan.estate, means.parts, byCommand)
  try {
    const crew = await begin(means, plan, parts, signal)
    await inOrder(parts, (service, part, either) => reported(crew, service, part, options, either), signal)
    return processStack({ ...crew, site: completed(crew.site) })
  } catch (error) {
    return cleanedUpAfter(error, async () => {
      try {
        keepLogs(plan.layout)
      } finally {
        await sweepStack(plan.layout)
      }
    })
  }
}

/** Takes addresses, writes everything down and starts the proxy. */
async function begin(
  { tool, versions }: Means,
  plan: Planned,
  parts: ReadonlyMap<string, Part>,
  signal: AbortSignal,
): Promise<Crew> {
  const user = await unprivilegedUser()
  return claimSlot(plan.estate, signal, async (prefix) => {
    const site = await begun(plan, { driver: driverName, prefix, versions: versions() })
    const crew = { site, parts, tool, user }
    await startProxy(crew, signal)
    return crew
  })
}

async function reported(
  crew: Crew,
  service: string,
  part: Part,
  { progress }: UpOptions,
  signal: AbortSignal,
) {
  progress?.(service, 'starting')
  await startFirst(crew, service, part, signal)
  progress?.(service, 'ready')
}
