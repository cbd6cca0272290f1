import { DrillError } from '../model/error.ts'
import type { StackDriver } from '../stacks/stack.ts'

export interface Chosen {
  readonly driver: StackDriver
  /** Said to the user and kept in the plan. */
  readonly because: string
}

/** The named driver, or with `auto` the first one that can be used here. Throws `refused` with every reason. */
export async function chooseDriver(all: readonly StackDriver[], wanted: string): Promise<Chosen> {
  if (wanted !== 'auto') {
    const driver = all.find((one) => one.name === wanted)
    if (!driver)
      throw new DrillError('usage', `no driver named ${wanted}`, {
        next: `take auto, ${all.map((one) => one.name).join(' or ')}`,
      })
    const why = await driver.unavailable()
    if (why)
      throw new DrillError('refused', `the driver ${wanted} cannot be used here: ${why}`, {
        next: 'run `npx drill setup`',
      })
    return { driver, because: 'it was asked for' }
  }
  const reasons: string[] = []
  for (const driver of all) {
    const why = await driver.unavailable()
    if (!why)
      return { driver, because: reasons.length > 0 ? reasons.join('; ') : `${driver.name} can be used here` }
    reasons.push(`no ${driver.name}: ${why}`)
  }
  throw new DrillError('refused', `no stack can be run here: ${reasons.join('; ')}`, {
    next: 'run `npx drill setup`',
  })
}
