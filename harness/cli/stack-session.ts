import { openCustodies } from '../engine/custody.ts'
import { DrillError } from '../model/error.ts'
import { layoutOf } from '../stacks/layout.ts'
import { own } from '../stacks/owner.ts'
import type { Stack, StackDriver, UpOptions } from '../stacks/stack.ts'
import type { Chosen } from './choose-driver.ts'

/** Name of the stack that `drill up` leaves warm unless told otherwise. */
export const warmName = 'warm'

export interface StackSession {
  readonly stack: Stack
  /** Ends the stack if this run brought it up; leaves a warm one alone. */
  end(): Promise<void>
}

/** A warm stack of that name, if one is complete; undefined when there is none. */
export async function attachWarm(
  all: readonly StackDriver[],
  name: string,
): Promise<{ stack: Stack; driver: StackDriver } | undefined> {
  for (const driver of all) {
    try {
      return { stack: await driver.attach(name), driver }
    } catch (error) {
      if (!(error instanceof DrillError) || error.code !== 'stack-lost') throw error
    }
  }
  return undefined
}

/** Refuses a drill on a stack on which an earlier one left something that is not proven undone. */
export function refuseUndone(stack: Stack): void {
  const open = openCustodies(stack)
  if (open.length === 0) return
  throw new DrillError(
    'refused',
    `${open.map((one) => one.run).join(', ')} left something on this stack that is not undone`,
    {
      next: 'run `npx drill recover` first',
    },
  )
}

/** Brings up a stack for one run; a start that fails or is stopped leaves nothing. */
export async function bringUp(
  { driver }: Chosen,
  options: UpOptions,
  signal: AbortSignal,
  keep: boolean,
): Promise<StackSession> {
  own(layoutOf(options.name).dir, keep)
  try {
    const stack = await driver.up(options, signal)
    return { stack, end: () => stack.down() }
  } catch (error) {
    await driver.sweep(options.name)
    throw error
  }
}
