import { expect, test } from 'vitest'
import { plan } from '../../harness/engine/plan.ts'
import type { Capability } from '../../harness/stacks/stack.ts'
import { catalog, changed, estate, readScenarioText, scenarioText } from '../readers/reading.ts'

const all: readonly Capability[] = ['edges', 'freeze', 'kill-restart', 'clock']

async function planned(fault: string, driver: Partial<Parameters<typeof plan>[2]['driver']> = {}) {
  const text = changed(scenarioText, 'unreachable: { service: idp }', fault)
  const { scenario, locate } = await readScenarioText(text)
  return plan(scenario, estate, {
    ...{ catalog, driverBecause: 'asked for', seed: 7, scenarioText: text, estateText: '', locate },
    driver: { name: 'any', offers: all, ...driver },
  })
}

test('a clock that drifts cuts nothing: what needs its service may still be promised', async () => {
  const { faults, frontier } = await planned('clock-drift: { service: idp, offset: -90s }')
  expect(faults[0]).toMatchObject({ layer: 'clock', service: 'idp', degrades: true })
  expect(frontier.find(({ access }) => access === 'token-offline')?.because).toMatch(/nothing that is cut/)
})

test('without the library it is refused, with the command that gets it', async () => {
  const lacks = { clock: 'Run: apt-get install libfaketime' }
  const refused = planned('clock-drift: { service: idp, offset: 10m }', { offers: ['edges'], lacks })
  await expect(refused).rejects.toMatchObject({ code: 'refused', next: lacks.clock })
})

test('a clock that cannot be moved is refused with the reason', async () => {
  const fixedClock = (_: unknown, service: string) => (service === 'vault' ? 'it is a Go program' : undefined)
  await expect(planned('clock-drift: { service: vault, offset: 10m }', { fixedClock })).rejects.toThrow(
    'clock-drift cannot move the clock of vault: it is a Go program',
  )
  await expect(planned('clock-drift: { service: idp, offset: 10m }', { fixedClock })).resolves.toBeDefined()
})
