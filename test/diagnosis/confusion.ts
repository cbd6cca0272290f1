import { diagnose } from '../../harness/diagnosis/diagnose.ts'
import type { Plan } from '../../harness/model/plan.ts'
import { type History, recordsOf } from '../../harness/model/record.ts'
import { type Layer, layers } from '../../harness/model/words.ts'
import { truthsOf } from './truth.ts'

export interface Run {
  readonly plan: Plan
  readonly history: History
}

/** Truth → diagnosis → how many failed attempts. */
export type Confusion = ReadonlyMap<Layer, ReadonlyMap<string, number>>

/** Compares the diagnosis of each failed attempt with what was injected. Attempts of which that is not one thing are left out. */
export function confusionOf(runs: readonly Run[]): Confusion {
  const counts = new Map<Layer, Map<string, number>>()
  for (const { plan, history } of runs) {
    const truthOf = truthsOf(plan, history)
    const attempts = new Map(recordsOf(history, 'attempt').map((attempt) => [attempt.seq, attempt]))
    for (const { attempt: seq, was } of diagnose(history)) {
      const attempt = attempts.get(seq)
      const truths = attempt ? truthOf(attempt) : []
      const [truth] = truths
      if (!truth || truths.length > 1) continue
      const row = counts.get(truth) ?? new Map<string, number>()
      row.set(was, (row.get(was) ?? 0) + 1)
      counts.set(truth, row)
    }
  }
  return counts
}

const sum = (row: ReadonlyMap<string, number>) => [...row.values()].reduce((total, count) => total + count, 0)

export interface Score {
  /** Right of all, averaged over layers, so that many retries in one of them do not flatter it. */
  readonly right: number
  /** Answered, and wrongly. */
  readonly wrong: number
  readonly undetermined: number
}

export function scoreOf(confusion: Confusion): Score {
  const rows = [...confusion]
  const mean = (share: (truth: string, row: ReadonlyMap<string, number>) => number) =>
    rows.length === 0 ? 0 : rows.reduce((total, [truth, row]) => total + share(truth, row), 0) / rows.length
  const right = mean((truth, row) => (row.get(truth) ?? 0) / sum(row))
  const undetermined = mean((_, row) => (row.get('undetermined') ?? 0) / sum(row))
  return { right, undetermined, wrong: 1 - right - undetermined }
}

/** The matrix as a table in Markdown: a row for each layer that was injected, a column for each diagnosis. */
export function tableOf(confusion: Confusion): string {
  const truths = layers.filter((layer) => confusion.has(layer))
  const said = [...layers, 'undetermined'].filter((word) =>
    [...confusion.values()].some((row) => row.has(word)),
  )
  const lines = truths.map((truth) => {
    const row = confusion.get(truth) ?? new Map<string, number>()
    const share = `${(((row.get(truth) ?? 0) / sum(row)) * 100).toFixed(1)} %`
    const cells = said.map((word) => (row.has(word) ? String(row.get(word)) : '·'))
    return `| ${[`**${truth}**`, ...cells, share].join(' | ')} |`
  })
  return [
    `| injected ↓, diagnosed → | ${said.join(' | ')} | right |`,
    `| --- | ${said.map(() => '---:').join(' | ')} | ---: |`,
    ...lines,
  ].join('\n')
}
