/** Why a run is stopped before its end, other than by a signal. */
export const stopCauses = [
  'kill-switch',
  'stop-condition',
  'max-duration',
  'not-steady',
  'watchdog-lost',
] as const
export type StopCause = (typeof stopCauses)[number]

/** Reason of an `AbortSignal` that ends a run early: everything is undone, then the run ends. */
export interface Stop {
  readonly cause: StopCause
  /** One sentence, without its full stop. */
  readonly text: string
  /** The access path that it was about. */
  readonly access?: string
}

/** The stop behind an aborted signal; undefined when something else aborted it, or nothing did. */
export function stopOf({ aborted, reason }: AbortSignal): Stop | undefined {
  if (!aborted || typeof reason !== 'object' || reason === null) return undefined
  const { cause, text } = reason as Partial<Stop>
  return stopCauses.some((each) => each === cause) && typeof text === 'string' ? (reason as Stop) : undefined
}
