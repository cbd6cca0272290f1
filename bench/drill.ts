import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readJournal } from '../harness/engine/journal.ts'
import type { Plan } from '../harness/model/plan.ts'
import { recordsOf } from '../harness/model/record.ts'
import type { Bench, Comparison } from './bench.ts'
import { lateness } from './lateness.ts'
import { percentile } from './percentile.ts'
import { revocationErrors, revocationWidths } from './revocation.ts'
import { type ShortDrill, shortDrills } from './short-drill.ts'

export const drill: Bench = {
  name: 'drill',
  summary: 'A short drill on a warm stack: its own time, how late it acts, how well it dates revocations',
  async measure(measuring) {
    const drills = await shortDrills(measuring.rounds ?? 2, measuring, figures)
    const all = (pick: (of: Figures) => readonly number[]) => drills.flatMap(pick)
    return [
      {
        what: 'a drill’s own time beyond its phases',
        aim: { 'at-most': 5 },
        values: all((of) => of.beyond),
      },
      ...late(
        'faults: from their time until they are in force',
        50,
        all((of) => of.faults),
      ),
      ...late(
        'heals: from their time until they are done',
        50,
        all((of) => of.heals),
      ),
      ...late(
        'probes: from their time until they begin',
        10,
        all((of) => of.probes),
      ),
      ...late(
        'revocation interval: width beyond the time between two probes',
        100,
        all((of) => of.widths),
      ),
      ...late(
        'revocation interval: end against the first denial in a service’s own log',
        100,
        all((of) => of.errors),
      ),
    ]
  },
}

/** All of them empty for a drill that was cut short. */
interface Figures {
  readonly beyond: readonly number[]
  readonly faults: readonly number[]
  readonly heals: readonly number[]
  readonly probes: readonly number[]
  readonly widths: readonly number[]
  readonly errors: readonly number[]
}

function figures({ dir, wholeMs }: ShortDrill): Figures {
  const plan = JSON.parse(readFileSync(join(dir, 'plan.json'), 'utf8')) as Plan
  const history = readJournal(join(dir, 'journal.jsonl'))
  const completed = recordsOf(history, 'run.ended').some(({ status }) => status === 'completed')
  if (!completed) return { beyond: [], faults: [], heals: [], probes: [], widths: [], errors: [] }
  return {
    beyond: [wholeMs - plan.durationMs],
    ...lateness(history, plan),
    widths: revocationWidths(history, plan),
    errors: revocationErrors(dir, history, plan),
  }
}

/** Half of them are this late at most, and nearly all. */
function late(what: string, aimMs: number, values: readonly number[]): Comparison[] {
  return ([50, 99] as const).map((share) => ({
    ...{ what: `${what}, p${share}`, unit: 'ms', aim: { 'at-most': aimMs } },
    values: values.length === 0 ? [] : [percentile(values, share)],
    of: values.length,
  }))
}
