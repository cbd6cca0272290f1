import { relative } from 'node:path'
import type { Progress } from '../../engine/running.ts'
import { stopOrder, watchSwitch } from '../../engine/stop-switch.ts'
import { stopOf } from '../../model/stop.ts'
import { readEstate } from '../../readers/estate.ts'
import { approvalOptions, approvalRequest } from '../approval-options.ts'
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
      demandOption: true,
      describe: 'Scenario file, or name of one that ships with the harness',
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
    const supervision = supervise((text) => output.complain(text))
    // A switch that was thrown before is refused by a guard.
    const unwatch = stopOrder() ? () => {} : watchSwitch(supervision.stop)
    try {
      const drilled = await drill(
        {
          scenarioFile: scenarioFileOf(scenario),
          estateFile: estate,
          runsDir: runs,
          defects: defectsOf(defect, parties),
          progress: progressTo(output),
          verbose: output.verbose,
          timestampUrl: names['timestamp-url'],
          ...{ driver, stack, seed, key, answers, roster: rosterOf(names) },
          followUps: names['follow-ups'],
          targets: names.targets,
          approval: approvalRequest(names),
          interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
        },
        supervision,
      )
      show(drilled, output)
      return isLeft(drilled) ? exitCodes.notUndone : (signalled(supervision) ?? exitOf(drilled))
    } catch (error) {
      // Stopped while its stack came up: there is no verdict yet.
      return endedBySignal(supervision, error) as ExitCode
    } finally {
      unwatch()
      supervision.end()
    }
  },
})

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
