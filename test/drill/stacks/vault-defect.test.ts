import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { allPassed, reasonsOf, runDrill, shortScenario, verdictsOf } from '../command-line.ts'

const home = mkdtempSync(join(tmpdir(), 'drill-vault-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** The vault's rights are given when it first starts: a stack of its own. */
test('vault=reissue-by-holder fails fail-closed and nothing else, and names the client’s owner', async () => {
  const stack = ['--driver', 'processes', '--runs', join(home, 'runs'), '--defect', 'vault=reissue-by-holder']
  const drilled = await runDrill([shortScenario, ...stack], { DRILL_HOME: join(home, 'state') })
  const expected = { ...allPassed, 'fail-closed': 'failed' }
  expect(verdictsOf(drilled), reasonsOf(drilled).join('\n')).toEqual(expected)
  const failed = drilled.judgement.findings
    .flatMap(({ reasons }) => reasons)
    .filter(({ verdict }) => verdict === 'failed')
  expect(failed.map(({ code, owner }) => [code, owner])).toEqual([['control-granted', 'finance']])
  expect(failed[0]?.text).toContain('secret-reissued-by-its-holder')
  expect(drilled.code).toBe(1)
})
