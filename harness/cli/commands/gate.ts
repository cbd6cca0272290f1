import { failuresOf, outcomesOf } from '../../engine/failures.ts'
import { gate as decide, type Gated } from '../../engine/gate.ts'
import { DrillError } from '../../model/error.ts'
import type { Answerable } from '../../model/follow-up.ts'
import { readBaseline } from '../../readers/baseline.ts'
import { readFollowUps } from '../../readers/follow-ups.ts'
import { command } from '../command.ts'
import { exitCodeOf } from '../exit.ts'
import { gateText, tellGitHub } from '../gate-text.ts'
import { referenceEstate } from '../inputs.ts'
import { type LedgerState, ledgerOptions, ledgerState } from '../ledger-state.ts'

export const gate = command({
  positionals: {},
  options: {
    ...ledgerOptions,
    require: {
      type: 'string',
      array: true,
      default: [] as string[],
      describe: 'A scenario that must be run; may be repeated',
    },
    estate: {
      type: 'string',
      defaultDescription: 'the reference estate, unless --require is given',
      describe: 'Estate file, whose fallback paths must be exercised',
    },
    accepted: { type: 'string', describe: 'Follow-ups file: accepted risks do not count until they end' },
    baseline: {
      type: 'string',
      describe:
        'What failed by then is not new: number of a run, findings.json, or the JSON of an earlier gate',
    },
  },
  async run({ runs, 'overdue-after': overdueAfter, require, estate, accepted, baseline }, output) {
    const state = ledgerState(runs, overdueAfter)
    const outcomes = outcomesOf(state.ledger.entries, state.folders)
    const estateFile = estate ?? (require.length === 0 ? referenceEstate : undefined)
    const gated = decide({
      ...state.due,
      ledger: state.ledger,
      strays: state.folders.strays,
      required: {
        scenarios: state.scenarios(require),
        fallbacks: estateFile === undefined ? [] : await state.fallbacks(estateFile),
      },
      outcomes,
      followUps: accepted === undefined ? [] : await readFollowUps(accepted),
      known: baseline === undefined ? [] : await knownBy(baseline, state),
    })
    output.result(json(gated), () => gateText(gated))
    tellGitHub(gated, output)
    return exitCodeOf(gated.verdict)
  },
})

/** What failed at the baseline: as the ledger stood when that run was the newest, or as a file says. */
async function knownBy(baseline: string, { ledger, folders }: LedgerState): Promise<readonly Answerable[]> {
  if (!/^\d+$/.test(baseline)) return readBaseline(baseline)
  const at = ledger.entries.findIndex(({ number }) => number === Number(baseline))
  if (at < 0)
    throw new DrillError('usage', `the ledger has no run ${baseline}`, {
      next: '`drill ledger` lists every run; a file is given with its folder, such as ./12',
    })
  const until = ledger.entries.slice(0, at + 1)
  return failuresOf(outcomesOf(until, folders))
}

function json({ failures, ...gated }: Gated) {
  const flat = failures.map(({ failure, as }) => ({ ...failure, as }))
  return { schema: 'identity-drill/gate/1', exitCode: exitCodeOf(gated.verdict), ...gated, failures: flat }
}
