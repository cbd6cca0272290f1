// Kills drills at every record that concerns a change, and at random other moments, and looks whether anything is
// left: npm run crash [-- --driver processes|containers] [--points N] [--seed S] [--only TEXT].
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { drivers } from '../../harness/cli/wiring.ts'
import { seeded } from '../../harness/engine/entering.ts'
import { readJournal } from '../../harness/engine/journal.ts'
import { DrillError } from '../../harness/model/error.ts'
import { recordsOf } from '../../harness/model/record.ts'
import { drill } from '../drill/command-line.ts'
import { failuresIn, tried } from './matrix.ts'
import { ordeal, type Scene } from './ordeal.ts'
import { everyPoint, nameOf, randomPoints } from './points.ts'
import { baselineOf, remainsOf } from './remains.ts'

const { values } = parseArgs({
  options: {
    driver: { type: 'string', default: 'processes' },
    points: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
})
const say = (text: string) => process.stdout.write(`${text}\n`)

const home = mkdtempSync(join(tmpdir(), 'drill-crash-'))
mkdirSync(join(home, 'runs'), { recursive: true })
process.env.DRILL_HOME = home
const scene: Scene = { home, driver: values.driver, stack: 'crash' }

async function ok(...words: readonly string[]): Promise<void> {
  const { code, stderr } = await drill(words, { DRILL_HOME: home }).ended
  if (code !== 0) throw new DrillError('internal', `drill ${words.join(' ')} ended with ${code}:\n${stderr}`)
}

async function matrix(): Promise<number> {
  await ok('up', '--stack', scene.stack, '--driver', scene.driver)
  const driver = (await drivers()).find(({ name }) => name === scene.driver)
  if (!driver) throw new DrillError('usage', `no driver named ${scene.driver}`)
  const stack = await driver.attach(scene.stack)
  const before = await baselineOf(scene, stack)
  const sinceMs = performance.now()
  const whole = await ordeal(scene, { fault: 'unreachable', ending: 'alone', stack: 'warm', at: 600_000 })
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
  const lengthMs = performance.now() - sinceMs
  const points = [
    ...everyPoint(counts),
    ...randomPoints(Number(values.points), lengthMs, seeded(Number(values.seed))),
  ].filter((point) => nameOf(point).includes(values.only))
  const all = await tried(scene, stack, before, points, say)
  const failures = failuresIn(all)
  for (const failure of failures) say(`\n${failure}`)
  say(`\n${scene.driver}: ${all.length} points tried, ${failures.length} left something`)
  return failures.length === 0 && all.length > 0 ? 0 : 1
}

try {
  process.exitCode = await matrix()
} finally {
  await drill(['recover'], { DRILL_HOME: home }).ended
  await drill(['down', '--stack', scene.stack], { DRILL_HOME: home }).ended
  rmSync(home, { recursive: true, force: true })
}
