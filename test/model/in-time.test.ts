import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cadenceOf, placeAfter, placeFrom } from '../../harness/model/in-time.ts'
import { conclusiveWithin } from '../../harness/model/observed.ts'
import { type JournalRecord, recordsOf } from '../../harness/model/record.ts'
import { wallTime } from '../../reports/moments.ts'
import type { Evidence } from '../../reports/report.ts'
import { run } from '../oracles/synthetic-run.ts'

const ms = fc.integer({ min: 0, max: 40 })
const begun = fc.array(ms).map((all) => all.toSorted((a, b) => a - b).map((beganMs) => ({ beganMs })))

it('finds the places that going through all of them finds', () => {
  const found = (place: number, all: readonly unknown[]) => (place === -1 ? all.length : place)
  fc.assert(
    fc.property(begun, ms, (all, at) => {
      expect(placeFrom(all, at)).toBe(
        found(
          all.findIndex(({ beganMs }) => beganMs >= at),
          all,
        ),
      )
      expect(placeAfter(all, at)).toBe(
        found(
          all.findIndex(({ beganMs }) => beganMs > at),
          all,
        ),
      )
    }),
  )
})

it('takes the upper median of the steps for the cadence', () => {
  expect(cadenceOf([{ beganMs: 3 }])).toBeUndefined()
  fc.assert(
    fc.property(
      begun.filter((all) => all.length > 1),
      (all) => {
        const steps = all.slice(1).map(({ beganMs }, index) => beganMs - (all[index]?.beganMs ?? 0))
        expect(cadenceOf(all)).toBe(steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)])
      },
    ),
  )
})

it('takes the very attempts of a span that a look at each one takes', () => {
  const [first] = recordsOf(run(), 'attempt')
  if (!first) throw new Error('a run has attempts')
  const attempt = fc.record({ beganMs: ms, tookMs: ms, outcome: fc.constantFrom('granted', 'indeterminate') })
  fc.assert(
    fc.property(fc.array(attempt), ms, ms, (drawn, fromMs, toMs) => {
      const all = drawn
        .map(
          ({ beganMs, tookMs, outcome }) =>
            ({ ...first, beganMs, endMs: beganMs + tookMs, outcome }) as typeof first,
        )
        .toSorted((a, b) => a.beganMs - b.beganMs)
      const within = all.filter(
        ({ beganMs, endMs, outcome }) =>
          outcome !== 'indeterminate' && beganMs >= fromMs && beganMs < toMs && endMs <= toMs,
      )
      expect(conclusiveWithin(all, { fromMs, toMs })).toEqual(within)
    }),
  )
})

it('tells the wall clock from the last record before, in whatever order they are', () => {
  fc.assert(
    fc.property(fc.array(ms, { minLength: 1 }), ms, (times, atMs) => {
      const history = times.map(
        (at, seq) => ({ seq, atMs: at, time: new Date(1_000 * seq).toISOString() }) as JournalRecord,
      )
      const base = history.findLast((entry) => entry.atMs <= atMs) ?? (history[0] as JournalRecord)
      const told = new Date(Date.parse(base.time) + atMs - base.atMs).toISOString()
      expect(wallTime({ history } as unknown as Evidence, atMs)).toBe(told)
    }),
  )
})
