import { execa, type Options } from 'execa'
import { DrillError } from '../model/error.ts'

export interface CommandOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Said when the command is missing or fails. */
  readonly next?: string
}

/**
 * Runs a command of another tool to its end and returns its stdout.
 * @throws DrillError `refused` with the last lines of its output when it is missing or fails.
 */
export async function command(
  argv: readonly string[],
  signal: AbortSignal,
  { cwd, env, next }: CommandOptions = {},
): Promise<string> {
  const [file = '', ...args] = argv
  const options = { cwd, env: { ...env }, cancelSignal: signal, all: true, stdin: 'ignore' } satisfies Options
  const result = await execa(file, args, { ...options, reject: false })
  signal.throwIfAborted()
  if (!result.failed) return result.stdout
  if (result.code === 'ENOENT') throw new DrillError('refused', `${file} is not installed`, { next })
  const output = result.all.trim().split('\n').slice(-12).join('\n')
  throw new DrillError(
    'refused',
    `${file} ${args[0] ?? ''} failed (${result.exitCode ?? result.signal}):\n${output}`,
    {
      next,
    },
  )
}
