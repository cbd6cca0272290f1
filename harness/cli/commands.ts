import type { Command } from './command.ts'

export interface CommandEntry {
  readonly name: string
  /** Positional arguments in usage notation. */
  readonly args: string
  readonly summary: string
  readonly load: () => Promise<Command>
}

const entry = (name: string, args: string, summary: string, load: CommandEntry['load']): CommandEntry => ({
  name,
  args,
  summary,
  load,
})

/** Every command, in the order of the help text. Its file is loaded only when it runs. */
export const commands: readonly CommandEntry[] = [
  entry(
    'validate',
    '<scenario>',
    'Check a scenario and its estate, and say everything that is wrong',
    async () => (await import('./commands/validate.ts')).validate,
  ),
  entry(
    'plan',
    '<scenario>',
    'Print what a drill would do, in order; touches nothing',
    async () => (await import('./commands/plan.ts')).plan,
  ),
  entry(
    'list',
    '[kind]',
    'List faults, workloads, steps, oracles, reports and scenarios',
    async () => (await import('./commands/list.ts')).list,
  ),
  entry(
    'schema',
    '[kind]',
    'Print the JSON Schema of scenarios or estates',
    async () => (await import('./commands/schema.ts')).schema,
  ),
]
