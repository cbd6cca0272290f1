export interface OutputOptions {
  readonly json: boolean
  readonly quiet: boolean
  readonly verbose: boolean
}

/** Data goes to stdout, everything else to stderr. */
export interface Output extends OutputOptions {
  /** The command's result: with `--json` the value, else the text. */
  result(value: unknown, text: () => string): void
  /** Progress and remarks; silent with `--quiet`. */
  note(text: string): void
  /** Said even with `--quiet`. */
  complain(text: string): void
}

export function outputOf(options: OutputOptions): Output {
  return {
    ...options,
    result: (value, text) => {
      process.stdout.write(`${options.json ? JSON.stringify(value, null, 2) : text()}\n`)
    },
    note: (text) => {
      if (!options.quiet) process.stderr.write(`${text}\n`)
    },
    complain: (text) => {
      process.stderr.write(`${text}\n`)
    },
  }
}

/** A reader that went away (`drill list | head`) is no error. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
}
