import { expect, test } from 'vitest'
import { differences } from '../../matrix/cell.ts'
import { defects } from '../../matrix/defects.ts'
import { fileOf } from '../../matrix/scenarios.ts'
import { drillOnLane } from './lane.ts'

const always = defects.filter((one) => one.always)

test.each(always)(
  '$service=$defect fails its finding and no other',
  async ({ service, defect, scenarios }) => {
    const [[scenario, expected] = ['', {}]] = Object.entries(scenarios)
    const { judgement } = await drillOnLane([`${service}=${defect}`], fileOf(scenario))
    expect(differences(expected, judgement)).toEqual([])
  },
)
