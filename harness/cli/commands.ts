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
    'run',
    '<scenario..>',
    'Run drills and judge them; sets up what is missing',
    async () => (await import('./commands/run.ts')).run,
  ),
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
    'sweep',
    '',
    'Move clocks, and find out when access is refused too early or accepted too late',
    async () => (await import('./commands/sweep.ts')).sweep,
  ),
  entry(
    'approve',
    '<plan>',
    'Sign an approval of a saved plan',
    async () => (await import('./commands/approve.ts')).approve,
  ),
  entry(
    'witness',
    '<run>',
    'Sign that you watched a run and that this is its result',
    async () => (await import('./commands/witness.ts')).witness,
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
    'Print the JSON Schema of scenarios, estates and the other files',
    async () => (await import('./commands/schema.ts')).schema,
  ),
  entry('judge', '<run>', 'Judge a saved run again', async () => (await import('./commands/judge.ts')).judge),
  entry(
    'report',
    '<run>',
    'Write the reports of a saved run again',
    async () => (await import('./commands/report.ts')).report,
  ),
  entry(
    'ledger',
    '',
    'List every run ever made, and what is overdue',
    async () => (await import('./commands/ledger.ts')).ledger,
  ),
  entry(
    'gate',
    '',
    'Turn the ledger into an exit code: new failures, overdue drills, gaps',
    async () => (await import('./commands/gate.ts')).gate,
  ),
  entry(
    'verify',
    '<run>',
    "Verify a run's evidence offline, and say of each check how it came out",
    async () => (await import('./commands/verify.ts')).verify,
  ),
  entry(
    'keys',
    '<action>',
    'Make, list and show the keys that seal runs',
    async () => (await import('./commands/keys.ts')).keys,
  ),
  entry(
    'setup',
    '',
    'Install what drills need, and say what is there',
    async () => (await import('./commands/setup.ts')).setup,
  ),
  entry(
    'up',
    '',
    'Bring up a stack and leave it warm for the runs that follow',
    async () => (await import('./commands/up.ts')).up,
  ),
  entry('down', '', 'End a stack', async () => (await import('./commands/down.ts')).down),
  entry(
    'stop',
    '',
    'Throw the kill switch: end every drill, and let none start',
    async () => (await import('./commands/stop.ts')).stop,
  ),
  entry(
    'doctor',
    '',
    'Say what is there, what is missing, and what is left over',
    async () => (await import('./commands/doctor.ts')).doctor,
  ),
  entry(
    'recover',
    '',
    'Undo what a run that died left behind',
    async () => (await import('./commands/recover.ts')).recover,
  ),
]
