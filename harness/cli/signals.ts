import type { Stop } from '../model/stop.ts'
import { exitCodeOf, exitCodes } from './exit.ts'

/** Ctrl-C once aborts and undoes; twice gives up waiting, which is an unclean stop. */
export interface Supervision {
  readonly signal: AbortSignal
  /** Aborts as the first signal does, with a reason. */
  stop(stop: Stop): void
  /** 130 or 143 once a signal came or it was stopped, else undefined. */
  exitCode(): number | undefined
  /** Called at each signal with its count. */
  onSignal(listener: (signal: NodeJS.Signals, count: number) => void): void
  end(): void
}

const codes: Partial<Record<NodeJS.Signals, number>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 143 }

/**
 * The exit code of a command that a signal ended with this error. Throws the error when no signal came, and when it
 * says that something could not be undone.
 */
export function endedBySignal(supervision: Pick<Supervision, 'exitCode'>, error: unknown): number {
  const code = supervision.exitCode()
  if (code === undefined || exitCodeOf(error) === exitCodes.notUndone) throw error
  return code
}

export function supervise(say: (text: string) => void): Supervision {
  const controller = new AbortController()
  const listeners: ((signal: NodeJS.Signals, count: number) => void)[] = []
  let count = 0
  let code: number | undefined
  const heard = (signal: NodeJS.Signals) => {
    count += 1
    code = codes[signal] ?? 130
    if (count === 1) {
      say('stopping: what was injected is being undone; once more gives up waiting')
      controller.abort()
    }
    for (const listener of listeners) listener(signal, count)
  }
  const names = Object.keys(codes) as NodeJS.Signals[]
  for (const name of names) process.on(name, heard)
  return {
    signal: controller.signal,
    stop(stop) {
      if (controller.signal.aborted) return
      code = 130
      say(`stopping: ${stop.text}; what was injected is being undone`)
      controller.abort(stop)
    },
    exitCode: () => code,
    onSignal: (listener) => void listeners.push(listener),
    end() {
      for (const name of names) process.off(name, heard)
    },
  }
}
