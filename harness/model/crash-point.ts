/**
 * For the crash matrix alone (test/crash): DRILL_CRASH_AT has this process end itself at one exact moment, as only a
 * machine that fails can. Without the variable, and that is everywhere else, nothing happens here.
 *
 *     DRILL_CRASH_AT=<before|after>:<event>:<count>:<kill|stop>      after:fault.intent:1:kill
 *
 * Events are the types of journal records, and what a stack does with its parts: `part.started`, `part.noted` (the line
 * that is written about it), `part.stopped`.
 * `kill` is SIGKILL. `stop` is SIGSTOP: the process hangs where it is, and whoever watches can go on from there.
 */
const variable = 'DRILL_CRASH_AT'

interface CrashPoint {
  readonly moment: string
  readonly event: string
  readonly count: number
  readonly signal: 'SIGKILL' | 'SIGSTOP'
}

const point = parsed(process.env[variable])
let seen = 0

/** Called right before and right after something that a crash must neither lose nor leave. */
export function crashPoint(moment: 'before' | 'after', event: string): void {
  if (point === undefined || point.event !== event || point.moment !== moment) return
  seen += 1
  if (seen === point.count) process.kill(process.pid, point.signal)
}

/** The environment for a process that must outlive the crash. */
export function withoutCrashPoint(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { [variable]: _, ...rest } = env
  return rest
}

function parsed(text: string | undefined): CrashPoint | undefined {
  const [, moment = '', event = '', count = '', how] =
    /^(before|after):([a-z.]+):(\d+):(kill|stop)$/.exec(text ?? '') ?? []
  if (event === '') return undefined
  return { moment, event, count: Number(count), signal: how === 'stop' ? 'SIGSTOP' : 'SIGKILL' }
}
