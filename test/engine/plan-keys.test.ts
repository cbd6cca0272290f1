import { expect, test } from 'vitest'
import { plan } from '../../harness/engine/plan.ts'
import { catalog, changed, estate, readScenarioText, scenarioText } from '../readers/reading.ts'

test('a removed key is trusted for as long as keys are cached, and takes no way away', async () => {
  const fault = 'signing-key-removed: { service: idp }'
  const text = changed(scenarioText, 'unreachable: { service: idp }', fault)
  const { scenario, locate } = await readScenarioText(text)
  const { faults, frontier } = await plan(scenario, estate, {
    ...{ catalog, driverBecause: 'asked for', seed: 7, scenarioText: text, estateText: '', locate },
    driver: { name: 'any', offers: ['edges', 'freeze', 'kill-restart'] },
  })
  expect(faults).toMatchObject([{ removes: 'signing-key', degrades: true, layer: 'trust' }])
  const bounds = frontier.map(({ access, continuityMs, staleMs }) => [access, continuityMs, staleMs])
  const cacheMs = estate.lifetimes['jwks-cache']?.drill
  expect(bounds).toEqual(
    expect.arrayContaining([
      ['client-credentials', null, 0],
      ['token-offline', cacheMs, cacheMs],
      ['token-introspected', 0, 0],
    ]),
  )
})
