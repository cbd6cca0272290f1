import { copyFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Approval, saveApprovals } from '../engine/approvals.ts'
import { monotonicClock } from '../engine/clock.ts'
import { endCustody, isOpen, takeCustody } from '../engine/custody.ts'
import { sha256 } from '../engine/digest.ts'
import {
  createDossier,
  type Dossier,
  saveInputs,
  saveLogs,
  saveRunbooks,
  saveText,
} from '../engine/dossier.ts'
import { giveUp } from '../engine/giving-up.ts'
import { openJournal, readJournal } from '../engine/journal.ts'
import { cleanUpFinding } from '../engine/judge.ts'
import type { Leash } from '../engine/leash.ts'
import { plan as planOf } from '../engine/plan.ts'
import { run } from '../engine/run.ts'
import type { Progress } from '../engine/running.ts'
import type { Sealed } from '../engine/seal.ts'
import type { Identify } from '../engine/true-targets.ts'
import type { Roster } from '../model/audit.ts'
import { DrillError } from '../model/error.ts'
import type { Judgement } from '../model/finding.ts'
import type { Plan } from '../model/plan.ts'
import type { People } from '../model/question.ts'
import { readFollowUps } from '../readers/follow-ups.ts'
import type { Stack, StackDriver } from '../stacks/stack.ts'
import { type ApprovalRequest, type Approved, approvedPlan } from './approved-plan.ts'
import { type Chosen, chooseDriver } from './choose-driver.ts'
import { type Diagnosis, diagnosed } from './diagnosis.ts'
import { guardedBy } from './guarded.ts'
import { type Inputs, readInputs } from './inputs.ts'
import { followUpsFile, judgeDossier, reportDossier } from './judging.ts'
import { peopleFor } from './people.ts'
import { ensureFor } from './prerequisites.ts'
import { attesterFor, sealed } from './sealing.ts'
import type { Supervision } from './signals.ts'
import { bringUp, refuseUnfit, type StackSession, seededAnew, warmFor, warmName } from './stack-session.ts'
import { refuseUnsettled } from './unsettled.ts'
import { watchedOver } from './watching.ts'
import { drivers, catalog as wholeCatalog } from './wiring.ts'

export interface DrillRequest {
  readonly scenarioFile: string
  readonly estateFile: string
  readonly driver: string
  /** Warm stack to run on; without it the stack `warm` is taken when it is up, else one is brought up for this run. */
  readonly stack?: string
  readonly runsDir: string
  readonly defects: Readonly<Record<string, readonly string[]>>
  readonly seed: number
  /** Key that signs the evidence, by name or file; the user's own `coordinator` when it is there. */
  readonly key?: string
  /** RFC 3161 time-stamping authority that says when it was signed. */
  readonly timestampUrl?: string
  /** Who takes part, by name. */
  readonly roster?: Roster
  /** File with what was decided about findings so far. */
  readonly followUps?: string
  /** File that names what may be drilled although the harness did not make it. */
  readonly targets: string | undefined
  /** What of the plan must have been approved. */
  readonly approval: ApprovalRequest
  /** File with what people would answer. */
  readonly answers?: string
  /** Whether somebody sits at the terminal, who can be asked. */
  readonly interactive: boolean
  readonly progress: Progress
  /** Show what went wrong inside the harness on the terminal as well. */
  readonly verbose: boolean
}

export interface Drilled {
  readonly dossier: Dossier
  readonly judgement: Judgement
  readonly reports: readonly string[]
  /** The statement of the result; undefined when the run left something behind. */
  readonly seal: Sealed | undefined
  /** What went wrong in the harness itself; the verdict then is `errored`. */
  readonly error?: unknown
}

/** One whole drill: read, plan, bring up, run, judge, report, and take down what it brought up. */
export async function drill(request: DrillRequest, supervision: Supervision): Promise<Drilled> {
  const ready = await prepare(request, supervision)
  const { approved, inputs, attester, warm } = ready
  const dossier = folderOf(request, approved, inputs)
  const { runsDir, progress } = request
  const of = { dossier, runsDir, plan: approved.plan, estate: inputs.estate, attester, progress }
  return sealed({ ...of, stays: warm !== undefined, signal: supervision.signal }, () =>
    diagnosed(dossier.dir, request, (diagnosis) =>
      conduct({ ...request, progress: diagnosis.progress }, supervision, ready, { dossier, diagnosis }),
    ),
  )
}

type Ready = Awaited<ReturnType<typeof prepare>>

/** Everything that can be refused, before a run gets a folder and a number. */
async function prepare(request: DrillRequest, supervision: Supervision) {
  const catalog = await wholeCatalog()
  const inputs = await readInputs(request, catalog)
  const all = await drivers()
  const warm = await warmFor(all, { ...request, estate: inputs.estate.estate })
  const chosen: Chosen = warm
    ? { driver: warm.driver, because: `the stack ${warm.stack.id} is up` }
    : await chooseDriver(all, request.driver)
  const planned = planOf(inputs.scenario, inputs.estate, {
    ...inputs,
    ...{ catalog, driver: chosen.driver, driverBecause: chosen.because, seed: request.seed },
  })
  const guarded = await guardedBy(planned, inputs.estate, request.targets)
  guarded.before()
  const attester = attesterFor(request)
  const around = { ...request, coordinatorKeyId: attester.signer?.keyId }
  const approved = await approvedPlan(planned, request.approval, around)
  if (request.followUps !== undefined) await readFollowUps(request.followUps)
  const people = await peopleFor(planned, request.answers, request)
  request.progress({ kind: 'note', text: `driver ${chosen.driver.name}: ${chosen.because}` })
  refuseUnsettled(warm && (request.stack ?? warmName))
  if (warm) await refuseUnfit(warm.stack)
  if (warm) await guarded.onStack(warm.stack, supervision.signal)
  else await ensureFor(chosen.driver.name, inputs, request.progress, supervision.signal)
  return { catalog, inputs, warm, chosen, guarded, attester, approved, people }
}

/** Drills on the warm stack, or on one that comes up for this run and goes with it. */
async function conduct(
  request: DrillRequest,
  supervision: Supervision,
  { catalog, warm, chosen, guarded, approved, people }: Ready,
  { dossier, diagnosis }: { dossier: Dossier; diagnosis: Diagnosis },
): Promise<Omit<Drilled, 'seal'>> {
  const { plan, approvals, roster } = approved
  const own = ownStackName(dossier.run)
  const name = warm ? (request.stack ?? warmName) : own
  return watchedOver({ dossier, supervision, stack: name, stays: warm !== undefined }, async (leash) => {
    const session = warm
      ? await goOn(warm, request, supervision)
      : await startStack(request, chosen, name, supervision)
    try {
      if (!warm) await guarded.onStack(session.stack, supervision.signal)
      return await drillOn(session.stack, plan, dossier, {
        ...{ supervision, catalog, diagnosis, people, roster, approvals, identify: guarded.identify, leash },
      })
    } finally {
      people.end()
      await session.end()
    }
  })
}

/** The run's folder with everything that is known before it begins. */
function folderOf(request: DrillRequest, { plan, text, approvals }: Approved, inputs: Inputs): Dossier {
  const dossier = createDossier(request.runsDir, plan.scenario)
  saveText(dossier, 'plan.json', text)
  saveApprovals(dossier, approvals)
  saveInputs(dossier, request.scenarioFile, request.estateFile)
  saveRunbooks(dossier, plan, inputs.runbooks)
  if (request.followUps !== undefined) copyFileSync(request.followUps, join(dossier.dir, followUpsFile))
  return dossier
}

/** Its time, and a little of its digest for the rest: the paths of sockets below it must stay short. */
function ownStackName(run: string): string {
  return `run-${run.toLowerCase().slice(0, 15)}-${sha256(run).slice(0, 6)}`
}

async function goOn(
  warm: { stack: Stack; driver: StackDriver },
  { stack = warmName, defects }: DrillRequest,
  { signal }: Supervision,
): Promise<StackSession> {
  return { stack: await seededAnew(warm, stack, defects, signal), end: async () => {} }
}

function startStack(
  request: DrillRequest,
  chosen: Chosen,
  name: string,
  { signal }: Supervision,
): Promise<StackSession> {
  const progress = (part: string, what: string) =>
    request.progress({ kind: 'note', text: `${part}: ${what}` })
  return bringUp(
    chosen,
    { name, estateFile: request.estateFile, defects: request.defects, progress },
    signal,
    false,
  )
}

interface Context {
  readonly supervision: Supervision
  readonly catalog: Awaited<ReturnType<typeof wholeCatalog>>
  readonly diagnosis: Diagnosis
  readonly people: People
  readonly roster: Roster | undefined
  readonly approvals: readonly Approval[]
  readonly identify: Identify
  readonly leash: Leash
}

async function drillOn(
  stack: Stack,
  plan: Plan,
  dossier: Dossier,
  { supervision, catalog, diagnosis, people, roster, approvals, identify, leash }: Context,
): Promise<Omit<Drilled, 'seal'>> {
  const clock = monotonicClock()
  const { redact } = diagnosis
  redact.add(...(await stack.secrets()))
  const journal = leash.hearing(openJournal(dossier.journalFile, clock, redact))
  const custody = { run: dossier.run, journal: resolve(dossier.journalFile) }
  await takeCustody(stack, custody)
  const unheard = hearSignals(supervision, { stack, journal, clock, faults: catalog.faults })
  let error: unknown
  try {
    const parts = { plan, stack, catalog, journal, clock, people, roster, approvals, identify }
    await run({ run: dossier.run, ...parts, ...diagnosis, signal: supervision.signal })
  } catch (thrown) {
    error = thrown
    diagnosis.trouble('the run', thrown)
  }
  unheard()
  journal.close()
  if (!isOpen(readJournal(dossier.journalFile))) await endCustody(stack, custody)
  saveLogs(dossier, stack, redact)
  const judgement = judgeDossier(dossier, catalog.oracles)
  const survived = judgement.findings.find(({ oracle }) => oracle === cleanUpFinding)
  error ??= survived && new DrillError('undo-failed', survived.summary)
  return { dossier, judgement, reports: await reportDossier(dossier, judgement), error }
}

/** Records each signal; the second gives up waiting. What comes after the run has nothing to stop: the answer ends it. */
function hearSignals(supervision: Supervision, parts: Parameters<typeof giveUp>[0]): () => void {
  let over = false
  supervision.onSignal((signal, count) => {
    if (over) return
    parts.journal.write({ type: 'signal', signal, count })
    if (count === 2) void giveUp(parts).then(() => process.exit(supervision.exitCode() ?? 130))
  })
  return () => {
    over = true
  }
}
