import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { packageRoot } from '../../../harness/model/home.ts'
import { reasonsOf, runDrill, verdictsOf } from '../command-line.ts'

const home = mkdtempSync(join(tmpdir(), 'drill-twin-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

// On a stack of its own: a client on the deny-list stays there, and would deny every later drill on the stack.
test('a revoked principal whose twin is denied too is inconclusive', async () => {
  const scenario = join(packageRoot(), 'test', 'drill', 'twin-denied.yaml')
  const drilled = await runDrill([scenario, '--driver', 'processes', '--runs', join(home, 'runs')], {
    DRILL_HOME: home,
  })
  expect(verdictsOf(drilled), reasonsOf(drilled).join('\n')).toMatchObject({ revocation: 'inconclusive' })
  expect(reasonsOf(drilled).join('\n')).toContain('twin-denied-too')
  expect(drilled.code).toBe(6)
})
