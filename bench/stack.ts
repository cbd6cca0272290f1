import { parts } from '../docker/reference/parts/index.ts'
import { referenceEstate } from '../harness/cli/inputs.ts'
import { ensureFor } from '../harness/cli/prerequisites.ts'
import { bringUp } from '../harness/cli/stack-session.ts'
import { DrillError } from '../harness/model/error.ts'
import { readEstate } from '../harness/readers/estate.ts'
import { drivers } from '../harness/stacks/index.ts'
import type { Part } from '../harness/stacks/part.ts'
import type { StackDriver } from '../harness/stacks/stack.ts'
import type { Bench, Measuring } from './bench.ts'
import { interleaved } from './interleaved.ts'
import { startingInDevelopment } from './start-dev.ts'

const prepared = 'stack from a prepared database'
const developing = 'the same with start-dev and an empty database'

export const stack: Bench = {
  name: 'stack',
  summary: 'A containerised stack until it is ready, images in place, against Keycloak’s start-dev',
  async measure(measuring) {
    const driver = containersOf(parts)
    const why = await driver.unavailable()
    if (why)
      throw new DrillError('refused', `the stack cannot be measured: ${why}`, {
        next: 'Run `npx drill setup --containers`.',
      })
    const { estate } = await readEstate(referenceEstate)
    const inputs = { estate, estateFile: referenceEstate }
    await ensureFor(driver.name, inputs, ({ text }) => measuring.say(text), measuring.signal)
    const sides = {
      [prepared]: () => readyMs(driver, 'bench-prepared', measuring),
      [developing]: () => readyMs(containersOf(startingInDevelopment(parts)), 'bench-start-dev', measuring),
    }
    const values = await interleaved(sides, { ...measuring, rounds: measuring.rounds ?? 3 })
    return [
      {
        what: prepared,
        against: developing,
        aim: { 'at-least': 4 },
        values: values[prepared] ?? [],
        againstValues: values[developing] ?? [],
      },
    ]
  },
}

function containersOf(known: readonly Part[]): StackDriver {
  const driver = drivers(known).find(({ name }) => name === 'containers')
  if (!driver) throw new DrillError('internal', 'there is no driver named containers')
  return driver
}

/** Brings a stack up and ends it; gives the time until every part was ready (ms). Leaves nothing, whatever happens. */
async function readyMs(driver: StackDriver, name: string, { say, signal }: Measuring): Promise<number> {
  await driver.sweep(name)
  const began = performance.now()
  const progress = (part: string, what: string) => {
    if (what === 'ready')
      say(`${name}: ${part} ready after ${((performance.now() - began) / 1000).toFixed(1)} s`)
  }
  try {
    await bringUp({ driver, because: '' }, { name, estateFile: referenceEstate, progress }, signal, false)
    return performance.now() - began
  } finally {
    await driver.sweep(name)
  }
}
