import { styleText } from 'node:util'
import { command } from '../command.ts'
import type { Examination, Found } from '../doctor/examination.ts'
import { type ExitCode, exitCodes } from '../exit.ts'
import { referenceEstate } from '../inputs.ts'
import { table } from '../table.ts'

export const doctor = command({
  positionals: {},
  options: {
    estate: {
      type: 'string',
      default: referenceEstate,
      defaultDescription: 'the reference estate',
      describe: 'Estate whose prepared database is looked for',
    },
    runs: { type: 'string', default: 'runs', describe: 'Folder of runs' },
  },
  async run({ estate: estateFile, runs: runsDir }, output) {
    const { usable } = await import('../doctor/examination.ts')
    const found: Found[] = []
    for (const examine of await examinations()) found.push(...(await examine({ estateFile, runsDir })))
    const drivers = usable(found)
    output.result({ usable: drivers, found }, () => textOf(found, drivers))
    return exitOf(found, drivers)
  },
})

async function examinations(): Promise<readonly Examination[]> {
  const [
    { room },
    { tools },
    { prepared },
    { engine },
    { keys },
    { stacks },
    { watchdogs },
    { strays },
    { halfMade },
  ] = await Promise.all([
    import('../doctor/room.ts'),
    import('../doctor/tools.ts'),
    import('../doctor/prepared.ts'),
    import('../doctor/engine.ts'),
    import('../doctor/keys.ts'),
    import('../doctor/stacks.ts'),
    import('../doctor/watchdogs.ts'),
    import('../doctor/strays.ts'),
    import('../doctor/half-made.ts'),
  ])
  return [tools, prepared, engine, keys, room, stacks, watchdogs, strays, halfMade]
}

/** What is left over is worse than what is missing: it may hold an estate down. */
function exitOf(found: readonly Found[], drivers: readonly string[]): ExitCode {
  if (found.some(({ state }) => state === 'left')) return exitCodes.notUndone
  return drivers.length > 0 ? exitCodes.passed : exitCodes.refused
}

const marks = { fine: 'green', missing: 'yellow', left: 'red' } as const

function textOf(found: readonly Found[], drivers: readonly string[]): string {
  const areas = Map.groupBy(found, ({ area }) => area)
  const blocks = [...areas].flatMap(([area, entries]) => [area, ...table(entries.map(row)), ''])
  const verdict =
    drivers.length > 0
      ? `drills can run on: ${drivers.join(', ')}`
      : 'no drill can run here: see what is missing'
  const leftovers = found.filter(({ state }) => state === 'left').length
  const more = leftovers > 0 ? `; left over from earlier: ${leftovers}` : ''
  return [...blocks, `${verdict}${more}`].join('\n')
}

function row({ name, state, text, next }: Found): string[] {
  const mark = styleText(marks[state], state, { stream: process.stdout })
  return [mark, name, next === undefined ? text : `${text}; ${next}`]
}
