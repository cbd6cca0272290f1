import { expect, test } from 'vitest'
import { allPassed, reasonsOf, verdictsOf } from '../command-line.ts'
import { drillOnLane } from './lane.ts'

/** A seeded defect must turn this finding to `failed` for this reason, and leave every other as it was. */
export function testDefect(defect: string, oracle: keyof typeof allPassed, code: string): void {
  test(`${defect} fails ${oracle} and nothing else`, async () => {
    const drilled = await drillOnLane([defect])
    expect(verdictsOf(drilled), reasonsOf(drilled).join('\n')).toEqual({ ...allPassed, [oracle]: 'failed' })
    const finding = drilled.judgement.findings.find((one) => one.oracle === oracle)
    expect(
      finding?.reasons.filter(({ verdict }) => verdict === 'failed').map((reason) => reason.code),
    ).toContain(code)
    expect(drilled.code).toBe(1)
  })
}
