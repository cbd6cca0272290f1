import type { Comparison } from './bench.ts'

/** A comparison in figures: ratios, or seconds where nothing is compared. */
export interface Outcome {
  readonly bench: string
  readonly what: string
  readonly against?: string
  readonly unit: '×' | 's'
  readonly median: number
  /** Of the smallest values, which other work on the machine disturbs least. */
  readonly min: number
  readonly aim: string
  /** Whether the median meets the aim. */
  readonly met: boolean
  readonly rounds: number
  /** Seconds. */
  readonly medianS: number
  readonly againstMedianS?: number
}

export function outcomeOf(bench: string, comparison: Comparison): Outcome {
  const { what, against, aim, values, againstValues } = comparison
  const least = 'at-least' in aim
  const figure = (of: (values: readonly number[]) => number) => {
    if (!againstValues) return of(values) / 1000
    return least ? of(againstValues) / of(values) : of(values) / of(againstValues)
  }
  const unit = againstValues ? '×' : 's'
  const median = figure(medianOf)
  return {
    ...{ bench, what, against, unit, median, min: figure(smallest) },
    aim: 'at-least' in aim ? `≥ ${aim['at-least']} ${unit}` : `≤ ${aim['at-most']} ${unit}`,
    met: 'at-least' in aim ? median >= aim['at-least'] : median <= aim['at-most'],
    rounds: values.length,
    medianS: medianOf(values) / 1000,
    againstMedianS: againstValues && medianOf(againstValues) / 1000,
  }
}

/** One outcome for a terminal. */
export function outcomeText(outcome: Outcome): string {
  const { bench, what, against, unit, median, min, aim, met, rounds, medianS, againstMedianS } = outcome
  const times = [medianS, againstMedianS]
    .filter((time) => time !== undefined)
    .map((time) => `${time.toFixed(3)} s`)
  return [
    `${bench}: ${what}${against ? ` against ${against}` : ''}`,
    `  median ${median.toFixed(2)} ${unit}, min ${min.toFixed(2)} ${unit}; aim ${aim}: ${met ? 'met' : 'not met'}`,
    `  ${times.join(' against ')}, ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`,
  ].join('\n')
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const around = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1)
  return around.reduce((sum, value) => sum + value, 0) / around.length
}

const smallest = (values: readonly number[]) => Math.min(...values)
