import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { catalog as wholeCatalog } from '../../harness/cli/wiring.ts'
import { plan } from '../../harness/engine/plan.ts'
import { faults } from '../../harness/faults/index.ts'
import { readScenario } from '../../harness/readers/scenario.ts'
import { crashScenario } from '../crash/scenario.ts'
import { referenceEstate } from '../stacks/estate.ts'

const harness = join(import.meta.dirname, '..', '..', 'harness')
const folder = mkdtempSync(join(tmpdir(), 'drill-faults-'))
const estate = await referenceEstate()
const catalog = await wholeCatalog()
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('no two faults have one name', () => {
  expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length)
})

describe.each(faults)('$name', ({ name, summary, options, needs }) => {
  test('is named like its file and says what it is', () => {
    expect(existsSync(join(harness, 'faults', `${name}.ts`))).toBe(true)
    expect(summary.length).toBeGreaterThan(20)
  })

  test('refuses unknown keys', () => {
    expect(options.safeParse({ service: 'idp', evrey: '1s' }).success).toBe(false)
  })

  test('is in the crash tests, in a scenario that the reference estate takes', async () => {
    const scenarioText = crashScenario(name)
    const file = join(folder, `${name}.yaml`)
    writeFileSync(file, scenarioText)
    const { scenario } = await readScenario(file, catalog, estate)
    const planned = plan(scenario, estate, {
      ...{
        catalog,
        driver: { name: 'any', offers: [...needs, 'kill-restart'] },
        driverBecause: 'asked for',
        seed: 1,
      },
      ...{ scenarioText, estateText: '' },
    })
    expect(planned.faults.map(({ fault }) => fault)).toEqual([name])
  })
})
