import { CommanderError, Command as Parser } from 'commander'
import { DrillError } from '../model/error.ts'
import { packageVersion } from '../model/home.ts'
import { declare, valuesOf } from './arguments.ts'
import { commands } from './commands.ts'
import { annotations, errorText } from './complaints.ts'
import { type ExitCode, exitCodeOf, exitCodes } from './exit.ts'
import { endWithReader, outputOf } from './output.ts'
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
  const root = rootParser()
  for (const { name, args, summary } of commands)
    root.command(name).description(summary).usage(`${args} [options]`.trim())
  root.hook('preSubcommand', (_root, parser) => enter(root, parser, (now) => (code = now)))
  try {
    await root.parseAsync(words, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.passed
    const told = error instanceof CommanderError ? usageError(error, words) : error
    return failed(told, words.includes('--verbose'))
  }
}

function rootParser(): Parser {
  const terms = new Map(commands.map(({ name, args }) => [name, `drill ${name} ${args}`.trim()]))
  const root = new Parser('drill')
    .description(
      'Identity outage drills: does fallback access work, do sessions go on, does revocation still bite?',
    )
    .usage('<command> [options]')
    .version(packageVersion(), '--version')
    .helpOption('-h, --help', 'Show what there is')
    .helpCommand(false)
    .exitOverride()
    .configureHelp({
      helpWidth: Math.min(process.stdout.columns ?? 100, 100),
      showGlobalOptions: true,
      subcommandTerm: (command) => terms.get(command.name()) ?? command.name(),
    })
    // What is wrong is thrown, and said like every other error.
    .configureOutput({ writeErr: () => {} })
  declare(root, { positionals: {}, options: common })
  return root
}

/** The file of the command that was given is loaded, and runs; no other. */
async function enter(root: Parser, parser: Parser, ended: (code: ExitCode) => void): Promise<void> {
  const command = await commands.find(({ name }) => name === parser.name())?.load()
  if (!command) throw new DrillError('internal', `no command ${parser.name()}`)
  declare(parser, command)
  parser.action(async () => {
    const output = outputOf(valuesOf(root, { positionals: {}, options: common }))
    ended(await command.run(valuesOf(parser, command) as never, output))
  })
}

/** Says what went wrong, and gives the exit code for it. */
function failed(error: unknown, verbose: boolean): ExitCode {
  process.stderr.write(`${errorText(error, verbose)}\n`)
  if (process.env.GITHUB_ACTIONS) for (const line of annotations(error)) process.stderr.write(`${line}\n`)
  return exitCodeOf(error instanceof DrillError ? error : new DrillError('internal', String(error)))
}
