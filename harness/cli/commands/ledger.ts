import { problemText, rowsOf } from '../../engine/ledger-rows.ts'
import { command } from '../command.ts'
import { exitCodes } from '../exit.ts'
import { ledgerOptions, ledgerState } from '../ledger-state.ts'
import { type LedgerView, ledgerText } from '../ledger-text.ts'
import { shippedScenarios } from '../scenario-file.ts'
import { stackOptions } from '../shared-options.ts'

export const ledger = command({
  positionals: {},
  options: { ...ledgerOptions, estate: stackOptions.estate },
  async run({ runs, estate, 'overdue-after': overdueAfter }, output) {
    const state = ledgerState(runs, overdueAfter)
    const { entries, gaps, problems } = state.ledger
    const ran = entries.map(({ started }) => started.statement.predicate.scenario)
    const view: LedgerView = {
      schema: 'identity-drill/ledger/1',
      overdueAfterMs: state.due.overdueAfterMs,
      runs: rowsOf(state.ledger, state.folders),
      gaps,
      problems: problems.map(problemText).toSorted(),
      strays: state.folders.strays,
      scenarios: state.scenarios([...shippedScenarios().map(({ name }) => name), ...ran]),
      fallbacks: await state.fallbacks(estate),
    }
    output.result(view, () => ledgerText(view, state.due.now))
    return exitCodes.passed
  },
})
