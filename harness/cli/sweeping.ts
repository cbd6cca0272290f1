import { mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { monotonicClock } from '../engine/clock.ts'
import { endCustody, isOpen, takeCustody } from '../engine/custody.ts'
import type { Dossier } from '../engine/dossier.ts'
import { openJournal, readJournal } from '../engine/journal.ts'
import { redactor } from '../engine/redact.ts'
import { DrillError } from '../model/error.ts'
import type { Estate } from '../model/estate.ts'
import { stateHome } from '../model/home.ts'
import type { Defects, Stack, StackDriver } from '../stacks/stack.ts'
import type { Measuring } from '../sweep/case.ts'
import { moving } from '../sweep/moving.ts'
import { type Swept, sweep } from '../sweep/sweep.ts'
import { chooseDriver } from './choose-driver.ts'
import { ensureFor } from './prerequisites.ts'
import type { Supervision } from './signals.ts'
import { bringUp, refuseUnfit, type StackSession, seededAnew, warmFor, warmName } from './stack-session.ts'
import { watchedOver } from './watching.ts'
import { catalog, drivers } from './wiring.ts'

export interface SweepRequest extends Pick<Measuring, 'lateMs'> {
  readonly estate: Estate
  readonly estateFile: string
  readonly driver: string
  readonly defects: Defects
  readonly stack?: string | undefined
  readonly only: readonly string[]
  readonly tell: (text: string) => void
}

/** Measures thresholds on a warm stack, or on one of its own, under the eyes of a watchdog as any drill. */
export async function sweepStack(request: SweepRequest, supervision: Supervision): Promise<Swept[]> {
  const { estate, stack, driver, defects } = request
  const all = await drivers()
  const wanted = { driver, defects, estate: estate.estate, ...(stack === undefined ? {} : { stack }) }
  const warm = await warmFor(all, wanted)
  const chosen = warm?.driver ?? (await chooseDriver(all, driver)).driver
  refuseFixed(chosen)
  if (warm) await refuseUnfit(warm.stack)
  const dossier = newFolder()
  const name = warm ? (stack ?? warmName) : dossier.run
  const of = { dossier, supervision, stack: name, stays: warm !== undefined }
  const swept = await watchedOver(of, async (leash) => {
    const session = await sessionOf(request, { warm, chosen, name }, supervision)
    try {
      const hearing = leash.hearing.bind(leash)
      return await sweepOn(session.stack, request, { dossier, hearing, signal: supervision.signal })
    } finally {
      await session.end()
    }
  })
  // Only a sweep that did not come to its end leaves its journal.
  rmSync(dossier.dir, { recursive: true, force: true })
  return swept
}

interface Where {
  readonly warm: Awaited<ReturnType<typeof warmFor>>
  readonly chosen: StackDriver
  readonly name: string
}

async function sessionOf(
  request: SweepRequest,
  { warm, chosen, name }: Where,
  supervision: Supervision,
): Promise<StackSession> {
  if (!warm) return ownStack(request, chosen, name, supervision)
  const stack = await seededAnew(warm, name, request.defects, supervision.signal)
  return { stack, end: async () => {} }
}

function refuseFixed({ name, offers, lacks }: StackDriver): void {
  if (offers.includes('clock')) return
  throw new DrillError('refused', `the driver ${name} cannot move clocks here`, { next: lacks?.clock })
}

/** Apart from the runs: a sweep is no drill, and has no verdict. */
function newFolder(): Dossier {
  const run = `sweep-${Date.now().toString(36)}`
  const dir = join(stateHome(), 'sweeps', run)
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  return { run, dir, journalFile: join(dir, 'journal.jsonl') }
}

async function ownStack(
  { estate, estateFile, defects, tell }: SweepRequest,
  driver: StackDriver,
  name: string,
  { signal }: Supervision,
) {
  await ensureFor(driver.name, { estate, estateFile }, ({ text }) => tell(text), signal)
  const progress = (part: string, what: string) => tell(`${part}: ${what}`)
  return bringUp({ driver, because: 'of its own' }, { name, estateFile, defects, progress }, signal, false)
}

interface Conducting {
  readonly dossier: Dossier
  readonly hearing: (journal: ReturnType<typeof openJournal>) => ReturnType<typeof openJournal>
  readonly signal: AbortSignal
}

async function sweepOn(
  stack: Stack,
  { lateMs, only, tell }: SweepRequest,
  { dossier, hearing, signal }: Conducting,
): Promise<Swept[]> {
  const { 'clock-drift': drift, unreachable: cut } = (await catalog()).faults
  if (!drift || !cut) throw new DrillError('internal', 'the faults that a sweep needs are not there')
  const clock = monotonicClock()
  clock.start()
  const journal = hearing(openJournal(dossier.journalFile, clock, redactor(await stack.secrets())))
  const custody = { run: dossier.run, journal: resolve(dossier.journalFile) }
  await takeCustody(stack, custody)
  const hand = moving({ stack, journal, clock, signal }, { drift, cut })
  try {
    return await sweep({ ...hand, ...{ stack, signal, lateMs, only, tell } })
  } finally {
    await hand.trueAgain()
    journal.write({ type: 'run.ended', status: signal.aborted ? 'aborted' : 'completed', clean: true })
    journal.close()
    if (!isOpen(readJournal(dossier.journalFile))) await endCustody(stack, custody)
  }
}
