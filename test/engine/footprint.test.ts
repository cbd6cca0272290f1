import { describe, expect, test } from 'vitest'
import { type Footprint, footprintOf, whyApart } from '../../harness/engine/footprint.ts'
import { plan } from '../../harness/engine/plan.ts'
import { catalog, readScenarioText } from '../readers/reading.ts'
import { referenceEstate } from '../stacks/estate.ts'

const estate = await referenceEstate()

interface Parts {
  readonly fault: string
  readonly workload: string
  readonly classes: readonly string[]
  readonly steps?: string
}

/** What a small scenario touches. */
async function touched(
  scenario: string,
  { fault, workload, classes, steps = '[]' }: Parts,
): Promise<Footprint> {
  const text = [
    `scenario: ${scenario}`,
    'title: t',
    'teaches: t',
    'phases: { before: 8s, during: 10s, recovery: 5s, after: 2s }',
    `faults: [{ ${fault} }]`,
    `workloads: [{ ${workload} }]`,
    `steps: ${steps}`,
    'expect:',
    ...classes.map((access) => `  ${access}: { before: granted }`),
  ].join('\n')
  const read = await readScenarioText(text)
  const planned = plan(read.scenario, estate, {
    ...{ catalog, driver: { name: 'any', offers: ['edges', 'kill-restart'] }, driverBecause: '', seed: 1 },
    ...{ scenarioText: text, estateText: '' },
  })
  return footprintOf(planned, estate, catalog)
}

const pair = ['open-connection', 'new-connection']
const connecting = (scenario: string, fault: string, caller: string, service: string, steps?: string) =>
  touched(scenario, {
    fault,
    workload: `connections: { caller: ${caller}, service: ${service}, every: 1s }`,
    classes: pair,
    ...(steps ? { steps } : {}),
  })

const people = await connecting('people', 'reset: { edge: { from: people, to: idp } }', 'people', 'idp')

describe('two drills', () => {
  test('that hit and need other ways may run side by side', async () => {
    const other = await connecting(
      'orders',
      'reset: { edge: { from: operator, to: orders } }',
      'operator',
      'orders',
    )
    expect(whyApart(people, other)).toBeUndefined()
    expect(whyApart(other, people)).toBeUndefined()
  })

  test('that hit one service may not, whatever the way', async () => {
    const other = await connecting(
      'late',
      'latency: { edge: { from: orders, to: idp }, by: 1s }',
      'people',
      'gateway',
    )
    expect(whyApart(people, other)).toBe('both hit idp')
  })

  test('may not when one hits what the other needs, at once or over what that needs', async () => {
    const database = await connecting(
      'data',
      'reset: { edge: { from: idp, to: database } }',
      'machines',
      'vault',
    )
    const why = 'data hits idp → database, which people needs'
    expect(whyApart(people, database)).toBe(why)
    expect(whyApart(database, people)).toBe(why)
    const restarted = await connecting(
      'again',
      'reset: { edge: { from: machines, to: gateway } }',
      'machines',
      'gateway',
      '[{ at: recovery, restart: { service: database } }]',
    )
    expect(whyApart(people, restarted)).toBe('again hits idp → database, which people needs')
  })

  test('may not when both follow one runbook, or show a browser', () => {
    const claiming = (...claims: string[]): Footprint => ({
      ...people,
      hit: new Set(),
      cut: [],
      claims: new Set(claims),
    })
    expect(whyApart(claiming('a browser'), claiming('the runbook x', 'a browser'))).toBe('both use a browser')
    expect(whyApart(claiming('the runbook x'), claiming('the runbook y'))).toBeUndefined()
  })

  test('may not when nobody knows what one of them needs', () => {
    const unknown = { ...people, scenario: 'unknown', hit: new Set<string>(), cut: [], needs: undefined }
    expect(whyApart(people, unknown)).toBe('nobody knows what unknown needs')
  })

  test('that only ask for what must be refused need the way that they try', async () => {
    const classes = ['forged-token', 'expired-token', 'wrong-audience', 'no-token']
    const workload =
      'impostor: { identity: billing-batch, every: 1s }, connections: { caller: operator, service: orders, every: 1s }'
    const impostor = await touched('impostor', {
      ...{ fault: 'reset: { edge: { from: operator, to: orders } }', classes: [...classes, ...pair] },
      workload: workload.replace('}, ', '} }, { '),
    })
    const { needs = [] } = impostor
    expect(needs).toContainEqual({ from: 'gateway', to: 'ledger' })
    expect(needs).toContainEqual({ from: 'ledger', to: 'vault' })
  })
})

test('what a drill claims stands in its plan', async () => {
  const session = ['app-session', 'reconnect', 'refresh', 'sso-login', 'fresh-login']
  const browser = await touched('browser', {
    fault: 'reset: { edge: { from: machines, to: vault } }',
    workload: 'browser-session: { identity: clerk, every: 1s }',
    classes: session,
  })
  expect([...browser.claims]).toEqual(['a browser'])
  expect([...browser.hit]).toEqual(['vault'])
})
