import yargs, { type Argv } from 'yargs'
import { DrillError } from '../model/error.ts'
import { packageVersion } from '../model/home.ts'
import { type CommandEntry, commands } from './commands.ts'
import { annotations, errorText } from './complaints.ts'
import { type ExitCode, exitCodeOf, exitCodes } from './exit.ts'
import { endWithReader, type OutputOptions, outputOf } from './output.ts'
import { usageError } from './usage.ts'

const common = {
  json: { type: 'boolean', default: false, describe: 'Print the result as JSON' },
  quiet: { type: 'boolean', default: false, describe: 'Print results and errors only' },
  verbose: { type: 'boolean', default: false, describe: 'Print more of what happens' },
} as const

/** Runs the command line; gives the exit code. Never throws. */
export async function drill(words: readonly string[]): Promise<ExitCode> {
  endWithReader()
  let code: ExitCode = exitCodes.passed
  const flags = ['help', 'version', ...Object.keys(common)]
  const parser = yargs([...words])
    .scriptName('drill')
    .usage(
      '$0 <command>\n\nIdentity outage drills: does fallback access work, do sessions go on, does revocation still bite?',
    )
    .options(common)
    .detectLocale(false)
    .version(packageVersion())
    .wrap(Math.min(process.stdout.columns ?? 100, 100))
    .strict()
    .demandCommand(1, 'no command is given')
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? usageError(message, words, flags)
    })
  for (const entry of commands) register(parser, entry, { ended: (now) => (code = now), flags })
  try {
    await parser.parseAsync()
    return code
  } catch (error) {
    return failed(error, words.includes('--verbose'))
  }
}

interface Started {
  /** Told the command's exit code. */
  ended(code: ExitCode): void
  /** Every option that may be given, for suggestions; the command adds its own. */
  readonly flags: string[]
}

function register(
  parser: Argv<OutputOptions>,
  { name, args, summary, load }: CommandEntry,
  { ended, flags }: Started,
): void {
  parser.command(
    `${name} ${args}`.trim(),
    summary,
    async (inner) => {
      const { positionals, options } = await load()
      for (const [key, positional] of Object.entries(positionals)) inner.positional(key, positional)
      flags.push(...Object.keys(options))
      return inner.options(options)
    },
    async (parsed) => {
      const { run } = await load()
      const { json, quiet, verbose } = parsed as unknown as OutputOptions
      ended(await run(parsed as never, outputOf({ json, quiet, verbose })))
    },
  )
}

/** Says what went wrong, and gives the exit code for it. */
function failed(error: unknown, verbose: boolean): ExitCode {
  process.stderr.write(`${errorText(error, verbose)}\n`)
  if (process.env.GITHUB_ACTIONS) for (const line of annotations(error)) process.stderr.write(`${line}\n`)
  return exitCodeOf(error instanceof DrillError ? error : new DrillError('internal', String(error)))
}
