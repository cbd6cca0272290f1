import * as z from 'zod'
import { every, nameIn } from './probe.ts'
import type { Workload } from './workload.ts'

const options = z.strictObject({ identity: nameIn('a service account of the estate: the agent'), every })
type AgentOptions = z.infer<typeof options>

/** An agent with no standing access: what it took for a task must be dead when the task is done. */
export const agent: Workload<AgentOptions> = {
  name: 'agent',
  summary: 'An agent that takes a credential for each task and ends it: the task, and the ended credential',
  options,
  classes: () => ['agent-task', 'agent-ended'],
  enter: async (enter, chosen) => (await import('./machine/agent.ts')).enterAgent(enter, chosen),
}
