import { join } from 'node:path'
import type { DestinationStream, Logger } from 'pino'
import { type Redactor, redactor } from '../engine/redact.ts'
import type { Progress, Trouble } from '../engine/running.ts'

/** What the harness tells of itself while it drills. It is for those who mend the harness: no verdict rests on it. */
export interface Diagnosis {
  /** Passes events on to who watches, and keeps them. */
  readonly progress: Progress
  readonly trouble: Trouble
  /** The door that everything here goes through; the run adds the secrets of its stack. */
  readonly redact: Redactor
}

interface Watched {
  readonly progress: Progress
  /** Troubles are shown on the terminal too. */
  readonly verbose: boolean
}

/** Longest chain of causes that is told: one could lead back to its beginning. */
const deepest = 8

/** Does the work with a diagnosis in `harness.log` (JSON lines, 0600) of the run's folder; what it throws is told there. */
export async function diagnosed<T>(
  folder: string,
  { progress, verbose }: Watched,
  work: (diagnosis: Diagnosis) => Promise<T>,
): Promise<T> {
  const redact = redactor()
  const log = await openLog(join(folder, 'harness.log'), verbose && process.stderr.isTTY)
  const trouble: Trouble = (where, error) => {
    log.warn(redact.json({ where, error: described(error) }), redact.text(messageOf(error)))
    cleanse(error, redact)
  }
  try {
    return await work({
      redact,
      trouble,
      progress({ kind, text }) {
        const clean = redact.text(text)
        log.info({ kind }, clean)
        progress({ kind, text: clean })
      },
    })
  } catch (error) {
    log.error(redact.json({ error: described(error) }), redact.text(messageOf(error)))
    cleanse(error, redact)
    throw error
  }
}

/** Writes at once: whatever ends this process, the last lines are there. */
async function openLog(file: string, shown: boolean): Promise<Logger> {
  const { pino } = await import('pino')
  const streams: { level: 'info' | 'warn'; stream: DestinationStream }[] = [
    { level: 'info', stream: pino.destination({ dest: file, sync: true, mode: 0o600 }) },
  ]
  // Progress is on the terminal already.
  if (shown) streams.push({ level: 'warn', stream: await prettyStream() })
  return pino({ base: undefined, timestamp: pino.stdTimeFunctions.isoTime }, pino.multistream(streams))
}

async function prettyStream(): Promise<DestinationStream> {
  const { build } = await import('pino-pretty')
  return build({ destination: 2, sync: true, translateTime: 'SYS:HH:MM:ss.l' })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The terminal is a way out too, and whoever tells an error there does not know the secrets of the stack. */
function cleanse(error: unknown, redact: Redactor, depth = 0): void {
  if (!(error instanceof Error) || depth >= deepest) return
  const { message, stack } = error
  Reflect.defineProperty(error, 'message', { value: redact.text(message), configurable: true })
  if (stack !== undefined)
    Reflect.defineProperty(error, 'stack', { value: redact.text(stack), configurable: true })
  for (const inner of [error.cause, ...(error instanceof AggregateError ? error.errors : [])])
    cleanse(inner, redact, depth + 1)
}

/** An error with its code and its causes as plain JSON; nothing else that hangs on it, which may be a whole request. */
function described(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return String(error)
  const { name, message, stack, cause } = error
  const { code, problems } = error as { code?: unknown; problems?: unknown }
  const inner = error instanceof AggregateError ? error.errors : []
  const further = (of: unknown) => described(of, depth + 1)
  return {
    name,
    message,
    stack,
    ...(code === undefined ? {} : { code: String(code) }),
    ...(Array.isArray(problems) && problems.length > 0 ? { problems } : {}),
    ...(cause === undefined || depth >= deepest ? {} : { cause: further(cause) }),
    ...(inner.length === 0 || depth >= deepest ? {} : { errors: inner.map(further) }),
  }
}
