import { openCustodies } from '../engine/custody.ts'
import { disturbedByOthers } from '../engine/neighbours.ts'
import { DrillError } from '../model/error.ts'
import { refuseExisting } from '../stacks/begin.ts'
import { cleanedUpAfter } from '../stacks/clean-up.ts'
import { layoutOf } from '../stacks/layout.ts'
import { own } from '../stacks/owner.ts'
import type { Defects, Stack, StackDriver, UpOptions } from '../stacks/stack.ts'
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

/** Gives a warm stack exactly the seeded defects of this run. Throws `refused` where its driver cannot. */
export async function seededAnew(
  { stack, driver }: { stack: Stack; driver: StackDriver },
  name: string,
  defects: Defects,
  signal: AbortSignal,
): Promise<Stack> {
  if (driver.reseed) return driver.reseed(name, defects, signal)
  if (Object.keys(defects).length === 0) return stack
  throw new DrillError('refused', `the driver ${driver.name} cannot seed a defect in a stack that is up`, {
    next: 'run without --stack, so that a stack comes up for this run',
  })
}

/** The warm stack that a run goes to: the one it names, else the usual one when it is up and fits. */
export async function warmFor(
  all: readonly StackDriver[],
  { stack, driver, defects, estate }: { stack?: string; driver: string; defects: Defects; estate: string },
): Promise<{ stack: Stack; driver: StackDriver } | undefined> {
  if (!stack && Object.keys(defects).length > 0) return undefined
  const fitting = all.filter(({ name }) => driver === 'auto' || driver === name)
  const found = await attachWarm(fitting, stack ?? warmName)
  if (found && found.stack.estate.estate === estate) return found
  if (!stack) return undefined
  throw new DrillError(
    'refused',
    found ? `the stack ${stack} runs another estate` : `no stack named ${stack} is up`,
    {
      next: `bring it up with \`npx drill up --stack ${stack}\``,
    },
  )
}

/** Refuses a drill on a stack with a dead part, or on which an earlier run left something not proven undone. */
export async function refuseUnfit(stack: Stack): Promise<void> {
  const services = Object.keys(stack.estate.services)
  const states = await Promise.all(services.map((service) => stack.state(service)))
  const others = disturbedByOthers(stack)
  const dead = services.filter((name, index) => states[index] !== 'running' && !others.service(name))
  const open = openCustodies(stack).map(({ run }) => run)
  if (dead.length === 0 && open.length === 0) return
  const why =
    open.length > 0
      ? `${open.join(', ')} left something that is not undone`
      : `${dead.join(', ')} does not run`
  throw new DrillError('refused', `no drill can start on this stack: ${why}`, {
    next: 'run `npx drill recover` first',
  })
}

/** Brings up a stack for one run; a start that fails or is stopped leaves nothing, or says so after its reason. */
export async function bringUp(
  { driver }: Chosen,
  options: UpOptions,
  signal: AbortSignal,
  keep: boolean,
): Promise<StackSession> {
  const layout = layoutOf(options.name)
  refuseExisting(layout)
  own(layout.dir, keep)
  try {
    const stack = await driver.up(options, signal)
    return { stack, end: () => stack.down() }
  } catch (error) {
    return cleanedUpAfter(error, () => driver.sweep(options.name))
  }
}
