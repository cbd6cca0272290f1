// Kills drills at every record that concerns a change, and at random other moments, and looks whether anything is
// left: npm run crash [-- --driver processes|containers] [--points N] [--seed S] [--only TEXT] [--part 1/3].
// Parts share the points out to several of these, side by side.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { drivers } from '../../harness/cli/wiring.ts'
import { seeded } from '../../harness/engine/entering.ts'
import { readJournal } from '../../harness/engine/journal.ts'
import { DrillError } from '../../harness/model/error.ts'
import { recordsOf } from '../../harness/model/record.ts'
import type { Stack, StackDriver } from '../../harness/stacks/stack.ts'
import { drill } from '../drill/command-line.ts'
import { failuresIn, tried } from './matrix.ts'
import { ordeal, type Scene } from './ordeal.ts'
import { everyPoint, nameOf, type Point, randomPoints } from './points.ts'
import { type Baseline, baselineOf, remainsOf } from './remains.ts'

const { values } = parseArgs({
  options: {
    driver: { type: 'string' },
    points: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    part: { type: 'string', default: '1/1' },
  },
})
const [part = 1, parts = 1] = values.part.split('/').map(Number)
if (!(part >= 1 && part <= parts)) throw new DrillError('usage', `no part ${values.part}; such as 2/3`)
const say = (text: string) => process.stdout.write(`${text}\n`)

const chosen = (await drivers()).filter(({ name }) => values.driver === undefined || values.driver === name)
if (chosen.length === 0) throw new DrillError('usage', `no driver named ${values.driver}`)
const told: string[] = []
for (const driver of chosen) {
  const why = await driver.unavailable()
  told.push(why ? `${driver.name}: cannot be tried here: ${why}` : await onOwnStack(driver))
}
say(`\n${told.join('\n')}`)

/** The whole matrix on a stack of its own, which is ended whatever happens. */
async function onOwnStack(driver: StackDriver): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'drill-crash-'))
  const scene: Scene = { home, driver: driver.name, stack: 'crash' }
  mkdirSync(join(home, 'runs'), { recursive: true })
  process.env.DRILL_HOME = home
  try {
    await ok('up', '--stack', scene.stack, '--driver', scene.driver)
    return await matrix(scene, await driver.attach(scene.stack))
  } finally {
    await drill(['recover']).ended
    await drill(['down', '--stack', scene.stack]).ended
    rmSync(home, { recursive: true, force: true })
  }
}

async function matrix(scene: Scene, stack: Stack): Promise<string> {
  const before = await baselineOf(scene, stack)
  const all = await tried(scene, stack, before, await pointsOn(scene, stack, before), say)
  const failures = failuresIn(all)
  for (const failure of failures) say(`\n${failure}`)
  if (failures.length > 0 || all.length === 0) process.exitCode = 1
  return `${scene.driver}: ${all.length} points tried, ${failures.length} left something`
}

/** One whole run tells how many records there are to die at, and how long it takes. */
async function pointsOn(scene: Scene, stack: Stack, before: Baseline): Promise<Point[]> {
  const sinceMs = performance.now()
  const whole = await ordeal(scene, { fault: 'unreachable', ending: 'alone', stack: 'warm', at: 600_000 })
  const longestMs = performance.now() - sinceMs
  const wrong = await remainsOf(scene, stack, before, whole)
  if (wrong.length > 0)
    throw new DrillError('internal', `a whole run leaves: ${wrong.join('; ')}\n${whole.said}`)
  const history = readJournal(whole.journal ?? '')
  const counts = {
    changes: recordsOf(history, 'change.intent').length,
    steps: recordsOf(history, 'step.began').length,
    services: Object.keys(stack.estate.services).length,
    notesStarts: scene.driver === 'processes',
  }
  const random = randomPoints(Number(values.points), longestMs, seeded(Number(values.seed)))
  return [...everyPoint(counts), ...random]
    .filter((point) => nameOf(point).includes(values.only))
    .filter((_, index) => index % parts === part - 1)
}

async function ok(...words: readonly string[]): Promise<void> {
  const { code, stderr } = await drill(words).ended
  if (code !== 0) throw new DrillError('internal', `drill ${words.join(' ')} ended with ${code}:\n${stderr}`)
}
