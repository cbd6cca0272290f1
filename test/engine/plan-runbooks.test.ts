import { describe, expect, test } from 'vitest'
import { sha256 } from '../../harness/engine/digest.ts'
import { plan } from '../../harness/engine/plan.ts'
import { readRunbook } from '../../harness/readers/runbook.ts'
import {
  catalog,
  changed,
  estate,
  estateText,
  problemsOf,
  readScenarioText,
  runbookText,
  scenarioText,
  written,
} from '../readers/reading.ts'

const read = await readRunbook(written(runbookText, 'runbook.yaml'), {
  steps: Object.keys(catalog.steps),
  estate,
})

async function planned(text: string) {
  const { scenario, locate } = await readScenarioText(text)
  return plan(scenario, estate, {
    ...{ catalog, driver: { name: 'any', offers: ['edges', 'freeze', 'kill-restart'] as const } },
    ...{ driverBecause: 'asked for', seed: 1, scenarioText: text, estateText, locate, runbooks: [read] },
  })
}

const arm = '  - { at: during + 15s, arm:'
const asking = (...steps: string[]) =>
  changed(
    scenarioText,
    arm,
    `${steps.map((step) => `  - { at: during + 5s, ask: { runbook: idp-outage, step: ${step} } }\n`).join('')}${arm}`,
  )

test('the plan names the runbooks that it follows, with version and digest', async () => {
  const { runbooks, alerted } = await planned(scenarioText)
  expect(runbooks?.map(({ name, version, digest }) => [name, version, digest])).toEqual([
    ['idp-outage', '2', `sha256:${sha256(read.text)}`],
  ])
  expect(alerted).toBe('security-operations (pager)')
})

test('steps stand for steps of the runbook: those that do the same, and those that ask', async () => {
  const { steps } = await planned(asking('open-incident', 'hand-back'))
  expect(steps.flatMap(({ id, conducts }) => (conducts ? [[id, conducts.step]] : []))).toEqual([
    ['ask-open-incident', 'open-incident'],
    ['ask-hand-back', 'hand-back'],
    ['arm', 'arm'],
    ['disarm', 'disarm'],
  ])
})

test('asking somebody ends no emergency access', async () => {
  const after = changed(
    scenarioText,
    '  - { at: recovery + 15s, disarm',
    '  - { at: during + 40s, ask: { runbook: idp-outage, step: answer-page } }\n  - { at: recovery + 15s, disarm',
  )
  expect((await planned(after)).steps.map(({ id }) => id)).toContain('ask')
})

describe('what nobody can be asked is told with its place', () => {
  test.each([
    [
      'an unknown step',
      asking('open-incidnt'),
      /^25:\d+: the runbook idp-outage has no step open-incidnt .*mean open-incident/,
    ],
    ['a step of a machine', asking('arm'), /^25:\d+: arm of idp-outage is done by a machine/],
    [
      'the same twice',
      asking('hand-back', 'hand-back'),
      /^26:\d+: hand-back of idp-outage is asked for twice/,
    ],
  ])('%s', async (_name, text, said) => {
    expect((await problemsOf(planned(text))).join('\n')).toMatch(said)
  })
})

test('the auditor’s fields of the scenario stand in the plan', async () => {
  const text = changed(
    scenarioText,
    'phases:',
    'prediction: all is well\ncritical-function: post invoices\nrecovery-objective: 30s\nphases:',
  )
  expect(await planned(text)).toMatchObject({
    ...{ prediction: 'all is well', criticalFunction: 'post invoices', recoveryObjectiveMs: 30_000 },
  })
})
