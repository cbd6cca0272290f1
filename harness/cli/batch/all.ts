import { availableParallelism } from 'node:os'
import type { Progress } from '../../engine/running.ts'
import { DrillError } from '../../model/error.ts'
import { type Chosen, chooseDriver } from '../choose-driver.ts'
import { type DrillRequest, drill } from '../drill.ts'
import { type ExitCode, exitCodes } from '../exit.ts'
import { ensureFor } from '../prerequisites.ts'
import type { Supervision } from '../signals.ts'
import { bringUp, seededAnew, warmFor, warmName } from '../stack-session.ts'
import { refuseUnsettled } from '../unsettled.ts'
import { watchedStack } from '../watching.ts'
import { drivers, catalog as wholeCatalog } from '../wiring.ts'
import { type Ready, readAll, readied } from './ready.ts'
import { type Row, rowOf, rowWithout } from './row.ts'
import { sideBySide } from './schedule.ts'

export interface BatchRequest extends Omit<DrillRequest, 'scenarioFile' | 'answers' | 'interactive'> {
  readonly files: readonly string[]
  /** So many drills at once; as many as there are cores unless given. */
  readonly most?: number
}

/** Runs every scenario on one stack: the warm one, or one that comes up for all and goes with them. */
export async function drillAll(request: BatchRequest, supervision: Supervision): Promise<Row[]> {
  const catalog = await wholeCatalog()
  const read = await readAll(request.files, request.estateFile, catalog)
  const [first] = read
  if (!first) throw new DrillError('usage', 'no scenario is given')
  const all = await drivers()
  const warm = await warmFor(all, { ...request, estate: first.estate.estate })
  const chosen = warm ? undefined : await chooseDriver(all, request.driver)
  const driver = warm?.driver ?? chosen?.driver
  if (!driver) throw new DrillError('internal', 'there is no driver')
  const ready = read.map((inputs, index) =>
    readied(request.files[index] ?? '', inputs, { catalog, driver, seed: request.seed }),
  )
  refuseUnsettled(warm && (request.stack ?? warmName))
  if (warm) {
    const name = request.stack ?? warmName
    // Once, before any drill starts: services that are started anew for it would be missed by drills that go on.
    await seededAnew(warm, name, request.defects, supervision.signal)
    return onStack(request, ready, name, supervision)
  }
  if (!chosen) throw new DrillError('internal', 'no driver was chosen')
  await ensureFor(driver.name, first, request.progress, supervision.signal)
  return onOwnStack(request, ready, chosen, supervision)
}

function onOwnStack(
  request: BatchRequest,
  ready: readonly Ready[],
  chosen: Chosen,
  supervision: Supervision,
): Promise<Row[]> {
  const name = `runs-${Date.now().toString(36)}`
  return watchedStack(name, async () => {
    const progress = (part: string, what: string) =>
      request.progress({ kind: 'note', text: `${part}: ${what}` })
    const { estateFile, defects } = request
    const up = { name, estateFile, defects, progress }
    const session = await bringUp(chosen, up, supervision.signal, false)
    try {
      return await onStack(request, ready, name, supervision)
    } finally {
      await session.end()
    }
  })
}

async function onStack(
  request: BatchRequest,
  ready: readonly Ready[],
  stack: string,
  supervision: Supervision,
): Promise<Row[]> {
  const startable = ready.filter(({ refused }) => !refused)
  const jobs = startable.flatMap((one) => {
    const { footprint } = one
    return footprint ? [{ footprint, start: starter(request, one, stack, supervision) }] : []
  })
  const rows = await sideBySide(jobs, {
    most: request.most ?? availableParallelism(),
    waits: (scenario, why) => request.progress({ kind: 'note', text: `${scenario} waits: ${why}` }),
    stopped: () => supervision.signal.aborted,
  })
  return ready.map((one) => {
    const named = { scenario: one.scenario, file: one.file, seconds: 0 }
    if (one.refused) return rowWithout(named, one.refused)
    const code = (supervision.exitCode() ?? exitCodes.interrupted) as ExitCode
    return rows[startable.indexOf(one)] ?? rowWithout(named, 'not started any more', code)
  })
}

function starter(request: BatchRequest, one: Ready, stack: string, supervision: Supervision) {
  const { file, scenario, answers } = one
  const progress: Progress = ({ kind, text }) => request.progress({ kind, text: `${scenario}: ${text}` })
  return async (beside: boolean): Promise<Row | 'again'> => {
    const beganMs = performance.now()
    const named = () => ({ scenario, file, seconds: (performance.now() - beganMs) / 1_000 })
    try {
      const own = { scenarioFile: file, stack, answers, interactive: false, progress }
      const drilled = await drill({ ...request, ...own }, supervision)
      return rowOf(named(), drilled)
    } catch (error) {
      // Others may have cut what it looks at before it starts.
      if (beside && error instanceof DrillError && error.code === 'refused') return 'again'
      const code = supervision.exitCode()
      return code === undefined ? rowWithout(named(), error) : rowWithout(named(), error, code as ExitCode)
    }
  }
}
