import { parseDuration } from '../../model/duration.ts'
import { DrillError } from '../../model/error.ts'
import { readEstate } from '../../readers/estate.ts'
import type { Swept } from '../../sweep/sweep.ts'
import { command } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit.ts'
import { defectsOf, stackOptions } from '../shared-options.ts'
import { endedBySignal, supervise } from '../signals.ts'
import { sweepText } from '../sweep-text.ts'
import { sweepStack } from '../sweeping.ts'

export const sweep = command({
  positionals: {},
  options: {
    ...stackOptions,
    stack: {
      type: 'string',
      describe: 'Warm stack to measure (default: "warm" when it is up, else a new one)',
    },
    late: {
      type: 'string',
      default: '2m',
      describe: 'How long ago a credential has ended that must not be accepted any more',
    },
    only: {
      type: 'string',
      array: true,
      default: [] as string[],
      describe: 'Only this service or access class; may be repeated',
    },
  },
  async run({ estate: estateFile, driver, defect, stack, late, only }, output) {
    const { estate } = await readEstate(estateFile)
    const lateMs = parseDuration(late)
    if (lateMs === undefined)
      throw new DrillError('usage', `"${late}" is no duration`, { next: 'give one such as 90s or 2m' })
    const supervision = supervise((text) => output.complain(text))
    try {
      const swept = await sweepStack(
        {
          ...{ estate, estateFile, driver, stack, lateMs, only },
          defects: defectsOf(defect, Object.keys(estate.services)),
          tell: (text) => output.note(text),
        },
        supervision,
      )
      output.result(swept, () => sweepText(swept, lateMs))
      return codeOf(swept)
    } catch (error) {
      return endedBySignal(supervision, error) as ExitCode
    } finally {
      supervision.end()
    }
  },
})

/** Nothing measured is no agreement. */
function codeOf(swept: readonly Swept[]): ExitCode {
  if (swept.length === 0) return exitCodes.inconclusive
  return swept.every(({ agrees }) => agrees) ? exitCodes.passed : exitCodes.failed
}
