import { relative } from 'node:path'
import type { Progress } from '../../engine/running.ts'
import { stopOrder, watchSwitch } from '../../engine/stop-switch.ts'
import { DrillError } from '../../model/error.ts'
import { stopOf } from '../../model/stop.ts'
import { readEstate } from '../../readers/estate.ts'
import { approvalOptions, approvalRequest } from '../approval-options.ts'
import { areSeveral, scenarioFilesOf } from '../batch/scenario-files.ts'
import { command } from '../command.ts'
import { type Drilled, drill } from '../drill.ts'
import { type ExitCode, exitCodeOf, exitCodes } from '../exit.ts'
import type { Output } from '../output.ts'
import { rosterOf, rosterOptions } from '../roster-options.ts'
import { scenarioFileOf } from '../scenario-file.ts'
import { defectsOf, partiesOf, stackOptions } from '../shared-options.ts'
import { verdictText } from '../show.ts'
import { endedBySignal, type Supervision, supervise } from '../signals.ts'

export const run = command({
  positionals: {
    scenario: {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'Scenario files, folders of them, or names of those that ship with the harness',
    },
  },
  options: {
    ...stackOptions,
    stack: {
      type: 'string',
      describe: 'Warm stack to run on (default: "warm" when it is up, else a new one)',
    },
    runs: { type: 'string', default: 'runs', describe: 'Folder that the run gets its own folder in' },
    seed: { type: 'number', default: 1, describe: 'Seed of everything random in the run' },
    key: {
      type: 'string',
      describe: 'Key that signs the evidence, by name or file (default: "coordinator" when there is one)',
    },
    'timestamp-url': {
      type: 'string',
      describe: 'RFC 3161 time-stamping authority that says when it was signed',
    },
    'side-by-side': {
      type: 'number',
      describe: 'Of several scenarios, so many at once where they do not touch (default: one for each core)',
    },
    junit: {
      type: 'string',
      describe: 'JUnit file of several scenarios (default: junit.xml in the folder of the runs)',
    },
    answers: {
      type: 'string',
      describe: 'YAML file with what people would answer, for runs that nobody watches',
    },
    'follow-ups': {
      type: 'string',
      describe: 'File with what was decided about findings: who mends them, who accepts the risk',
    },
    targets: {
      type: 'string',
      describe:
        'File that names estates which the harness did not make and may drill (default: DRILL_TARGETS)',
    },
    ...rosterOptions,
    ...approvalOptions,
  },
  async run({ scenario, estate, driver, defect, stack, runs, seed, key, answers, ...names }, output) {
    const parties = partiesOf((await readEstate(estate)).estate)
    const request = {
      estateFile: estate,
      runsDir: runs,
      defects: defectsOf(defect, parties),
      progress: progressTo(output),
      verbose: output.verbose,
      timestampUrl: names['timestamp-url'],
      ...{ driver, stack, seed, key, roster: rosterOf(names) },
      followUps: names['follow-ups'],
      targets: names.targets,
      approval: approvalRequest(names),
    }
    if (areSeveral(scenario)) {
      const { runAll } = await import('../batch/run-all.ts')
      refuseForSeveral({ answers, ...names })
      const files = scenarioFilesOf(scenario)
      return supervised(output, (supervision) =>
        runAll({ ...request, files, most: names['side-by-side'], junit: names.junit }, supervision, output),
      )
    }
    const interactive = process.stdin.isTTY === true && process.stderr.isTTY === true
    const scenarioFile = scenarioFileOf(scenario[0] ?? '')
    return supervised(output, async (supervision) => {
      const drilled = await drill({ ...request, scenarioFile, answers, interactive }, supervision)
      show(drilled, output)
      return isLeft(drilled) ? exitCodes.notUndone : (signalled(supervision) ?? exitOf(drilled))
    })
  },
})

/** Does the work under the eyes of signals and kill switch; gives its exit code. */
async function supervised(output: Output, work: (of: Supervision) => Promise<ExitCode>): Promise<ExitCode> {
  const supervision = supervise((text) => output.complain(text))
  // A switch that was thrown before is refused by a guard.
  const unwatch = stopOrder() ? () => {} : watchSwitch(supervision.stop)
  try {
    return await work(supervision)
  } catch (error) {
    // Stopped while its stack came up: there is no verdict yet.
    return endedBySignal(supervision, error) as ExitCode
  } finally {
    unwatch()
    supervision.end()
  }
}

/** What belongs to one scenario cannot be given for several. */
function refuseForSeveral({ answers, plan }: { answers?: string; plan?: string }): void {
  if (answers !== undefined)
    throw new DrillError('usage', '--answers is for one scenario', {
      next: 'put them beside the scenarios, as answers/<name of the file>.yaml',
    })
  if (plan !== undefined) throw new DrillError('usage', '--plan is for one scenario')
}

/** The kill switch may be thrown when all is over: then the verdict says how it came out. */
function signalled({ signal, exitCode }: Supervision): ExitCode | undefined {
  return stopOf(signal) ? undefined : (exitCode() as ExitCode | undefined)
}

/** That something stays is the news, whatever ended the drill. */
const isLeft = ({ error }: Drilled) => exitCodeOf(error) === exitCodes.notUndone

/** What went wrong in the harness comes before any verdict. */
function exitOf({ error, judgement }: Drilled): ExitCode {
  return error === undefined ? exitCodeOf(judgement.verdict) : exitCodeOf(error)
}

function progressTo(output: Output): Progress {
  const began = performance.now()
  return ({ kind, text }) => {
    const at = `${((performance.now() - began) / 1000).toFixed(1)}s`.padStart(7)
    output.note(`${at}  ${kind === 'phase' ? '── ' : '   '}${text}`)
  }
}

function show({ dossier, judgement, reports, seal, error }: Drilled, output: Output): void {
  const html = reports.find((file) => file.endsWith('.html')) ?? dossier.dir
  const { run, dir } = dossier
  const { verdict, findings } = judgement
  output.result({ run, dir, verdict, findings, reports, seal: seal ?? null }, () =>
    [verdictText(judgement), '', `report: ${relative(process.cwd(), html)}`, ...sealLines(seal)].join('\n'),
  )
  if (error !== undefined) output.complain(`the harness failed: ${(error as Error).message}`)
}

/** What to keep elsewhere: with it, an outsider sees later that nothing was made anew. */
function sealLines(seal: Drilled['seal']): string[] {
  if (!seal) return []
  return [`sealed: number ${seal.number}, sha256:${seal.digest}${seal.keyId ? '' : ' (not signed)'}`]
}
