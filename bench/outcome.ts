import type { Aim, Comparison } from './bench.ts'

/** A comparison in figures: ratios, or the values' own unit where nothing is compared. */
export interface Outcome {
  readonly bench: string
  readonly what: string
  readonly against?: string
  readonly unit: string
  readonly median: number
  /** Of the smallest values, which other work on the machine disturbs least. */
  readonly min: number
  readonly aim?: string
  /** Whether the median meets the aim. */
  readonly met?: boolean
  readonly rounds: number
  readonly of?: number
  /** Seconds. */
  readonly medianS?: number
  readonly againstMedianS?: number
}

export function outcomeOf(bench: string, comparison: Comparison): Outcome {
  const { what, against, aim, values, againstValues, of } = comparison
  const least = aim !== undefined && 'at-least' in aim
  const figure = (pick: (values: readonly number[]) => number) => {
    if (!againstValues) return comparison.unit ? pick(values) : pick(values) / 1000
    return least ? pick(againstValues) / pick(values) : pick(values) / pick(againstValues)
  }
  const unit = againstValues ? '×' : (comparison.unit ?? 's')
  const median = figure(medianOf)
  return {
    ...{ bench, what, against, unit, median, min: figure(smallest), of },
    ...(aim === undefined ? {} : { aim: aimText(aim, unit), met: meets(aim, median) }),
    rounds: values.length,
    ...(againstValues
      ? { medianS: medianOf(values) / 1000, againstMedianS: medianOf(againstValues) / 1000 }
      : {}),
  }
}

const aimText = (aim: Aim, unit: string) =>
  'at-least' in aim ? `≥ ${aim['at-least']} ${unit}` : `≤ ${aim['at-most']} ${unit}`

/** What was never observed meets nothing. */
const meets = (aim: Aim, median: number) =>
  'at-least' in aim ? median >= aim['at-least'] : median <= aim['at-most']

/** One outcome for a terminal. */
export function outcomeText(outcome: Outcome): string {
  const { bench, what, against, unit, median, min, aim, met, rounds, of, medianS, againstMedianS } = outcome
  const times = [medianS, againstMedianS].filter((time) => time !== undefined)
  const sides = times.map((time) => `${time.toPrecision(3)} s`).join(' against ')
  const told = aim === undefined ? 'no aim' : `aim ${aim}: ${met ? 'met' : 'not met'}`
  const counted = [
    sides,
    of === undefined ? '' : `${of} observations`,
    `${rounds} ${rounds === 1 ? 'value' : 'values'}`,
  ]
  return [
    `${bench}: ${what}${against ? ` against ${against}` : ''}`,
    rounds === 0
      ? `  nothing observed; ${told}`
      : `  median ${median.toFixed(2)} ${unit}, min ${min.toFixed(2)} ${unit}; ${told}`,
    `  ${counted.filter(Boolean).join(', ')}`,
  ].join('\n')
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const around = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1)
  return around.reduce((sum, value) => sum + value, 0) / around.length
}

const smallest = (values: readonly number[]) => Math.min(...values)
