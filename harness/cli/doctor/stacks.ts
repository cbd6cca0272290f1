import { existsSync, readdirSync } from 'node:fs'
import { deserted, liveRuns } from '../../engine/custody.ts'
import { statOfNamed } from '../../model/process.ts'
import { layoutOf, stacksHome } from '../../stacks/layout.ts'
import { readManifest } from '../../stacks/manifest.ts'
import { ownerOf } from '../../stacks/owner.ts'
import type { StackDriver } from '../../stacks/stack.ts'
import { attachWarm } from '../stack-session.ts'
import { drivers } from '../wiring.ts'
import type { Examination, Found } from './examination.ts'

const area = 'stacks'
const recover = '`npx drill recover`'

/** Every stack of this folder of stacks: whose it is, whether all of it runs, and what runs on it left behind. */
export const stacks: Examination = async () => {
  const names = existsSync(stacksHome()) ? readdirSync(stacksHome()) : []
  if (names.length === 0) return [{ area, name: 'stacks', state: 'fine', text: 'none is up' }]
  const all = await drivers()
  return (await Promise.all(names.map((name) => one(all, name)))).flat()
}

async function one(all: readonly StackDriver[], name: string): Promise<Found[]> {
  try {
    const { dir } = layoutOf(name)
    return [await state(all, name, dir), ...undone(name, dir)]
  } catch (error) {
    return [left(name, (error as Error).message, `\`npx drill down --stack ${name}\``)]
  }
}

async function state(all: readonly StackDriver[], name: string, dir: string): Promise<Found> {
  const down = `\`npx drill down --stack ${name}\``
  const owner = ownerOf(dir)
  const lives = owner !== undefined && statOfNamed(owner) !== undefined
  if (owner && !owner.keep && !lives) return left(name, 'its run has died', recover)
  if (!readManifest(layoutOf(name))?.complete)
    return lives
      ? { area, name, state: 'fine', text: `is coming up (process ${owner.pid})` }
      : left(name, 'did not finish its start', down)
  const there = await attachWarm(all, name)
  if (!there) return left(name, 'nothing of it runs any more', down)
  const { stack } = there
  const services = Object.keys(stack.estate.services)
  const states = await Promise.all(services.map((service) => stack.state(service)))
  const dead = services.filter((_, index) => states[index] !== 'running')
  const [run] = liveRuns({ dir })
  if (run) return { area, name, state: 'fine', text: `${run.run} goes on (process ${run.runner.pid})` }
  if (dead.length > 0) return left(name, `${dead.join(', ')} does not run`, recover)
  return { area, name, state: 'fine', text: `up (${stack.driver})` }
}

function undone(name: string, dir: string): Found[] {
  return deserted({ dir }).map(({ run }) => left(name, `${run} left something that is not undone`, recover))
}

const left = (name: string, text: string, next: string): Found => ({ area, name, state: 'left', text, next })
