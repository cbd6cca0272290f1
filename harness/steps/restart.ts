import * as z from 'zod'
import { DrillError } from '../model/error.ts'
import { serviceOf } from '../model/estate.ts'
import type { Step } from './step.ts'

const options = z.strictObject({
  service: z
    .string()
    .min(1, 'a role or a service of the estate')
    .meta({ description: 'Role or service that is restarted.' }),
})
export type RestartOptions = z.infer<typeof options>

/** Kills a service without a clean shutdown and starts it again: what it knew only in memory is gone. */
export const restart: Step<RestartOptions> = {
  name: 'restart',
  summary: 'Kills a service and starts it again; waits until it is ready',
  options,
  needs: ['kill-restart'],
  async act({ stack, changing, signal }, { service }) {
    const name = serviceOf(stack.estate, service)
    if (!name) throw new DrillError('bad-input', `the estate has no single service for ${service}`)
    const change = changing({ kind: 'restart', name })
    await stack.kill(name)
    await stack.start(name, signal)
    change.undone()
    return { detail: `${name} was killed and is ready again` }
  },
  async undo(stack, { name }, signal) {
    const state = await stack.state(name)
    if (state === 'paused')
      throw new DrillError('conflict', `${name} is paused, and the drill had only restarted it`, {
        next: 'whoever paused it lets it go on; then run `drill recover`',
      })
    // Also when it runs: it may not be ready yet.
    await stack.start(name, signal)
    return undefined
  },
}
