import { expect, test } from 'vitest'
import type { Plan } from '../../harness/model/plan.ts'
import type { Attempt, Fact } from '../../harness/model/record.ts'
import type { Layer } from '../../harness/model/words.ts'
import { plan as synthetic } from '../oracles/synthetic-plan.ts'
import { confusionOf, scoreOf, tableOf } from './confusion.ts'
import { attempt, contact, historyOf } from './history.ts'

const [fault] = synthetic.faults
const planWith = (layer: Layer): Plan => ({
  ...{ ...synthetic, revocations: [], expectations: [] },
  faults: fault ? [{ ...fault, layer }] : [],
})

/** A run in which one thing was injected for 20 s, and these attempts failed meanwhile. */
function run(layer: Layer, ...failed: readonly Attempt[]) {
  const id = fault?.id ?? ''
  const facts: Fact[] = [
    attempt({ outcome: 'granted', beganMs: 1_000, endMs: 1_010 }),
    { type: 'fault.applied', fault: id, beganMs: 4_990, endMs: 5_000 },
    ...failed,
    attempt({ beganMs: 60_000, endMs: 60_100, contacts: [contact('idp', { status: 503 })] }),
  ]
  const history = historyOf(...facts)
  return {
    plan: planWith(layer),
    history: [
      ...history,
      ...historyOf({ type: 'undo.intent', fault: id }).map((one) => ({ ...one, atMs: 25_000 })),
    ],
  }
}

const refused = attempt({ contacts: [contact('idp', { reached: 'nothing', error: 'ECONNREFUSED' })] })
const unsure = attempt({
  contacts: [contact('idp', { reached: 'connection', error: 'ERR_CONNECTION_RESET' })],
})

test('only what failed while something was injected is compared with it', () => {
  const confusion = confusionOf([run('reachability', refused, refused, unsure)])
  expect(confusion.get('reachability')).toEqual(
    new Map([
      ['reachability', 2],
      ['undetermined', 1],
    ]),
  )
  expect([...confusion.keys()]).toEqual(['reachability'])
})

test('layers count alike, however many attempts failed in each; undetermined is not wrong', () => {
  const right = Array.from({ length: 98 }, () => refused)
  const score = scoreOf(confusionOf([run('reachability', ...right), run('transport', refused, unsure)]))
  expect(score).toEqual({ right: 0.5, undetermined: 0.25, wrong: 0.25 })
})

test('the table has a row for each layer that was injected', () => {
  expect(tableOf(confusionOf([run('reachability', refused), run('transport', refused, unsure)]))).toBe(
    [
      '| injected ↓, diagnosed → | reachability | undetermined | right |',
      '| --- | ---: | ---: | ---: |',
      '| **reachability** | 1 | · | 100.0 % |',
      '| **transport** | 1 | 1 | 0.0 % |',
    ].join('\n'),
  )
})

test('without the logs of the other side a diagnosis is right or undetermined, never another', () => {
  const blind = [
    refused,
    unsure,
    attempt({ status: 503, layer: 'http', contacts: [contact('gateway', { status: 503 })] }),
  ]
  expect(scoreOf(confusionOf([run('reachability', ...blind)])).wrong).toBeCloseTo(0)
})
