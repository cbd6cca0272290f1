import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { allPassed, reasonsOf, runDrill, shortScenario, verdictsOf } from '../command-line.ts'
import { withoutEngine } from '../without-engine.ts'

const home = mkdtempSync(join(tmpdir(), 'drill-clean-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

test.skipIf(await withoutEngine())(
  'the same scenario passes in containers as it does as processes',
  async () => {
    const drilled = await runDrill([shortScenario, '--driver', 'containers', '--runs', join(home, 'runs')], {
      DRILL_HOME: home,
    })
    expect(verdictsOf(drilled), reasonsOf(drilled).join('\n')).toEqual(allPassed)
    expect(drilled.code).toBe(0)
    expect(drilled.stderr).toContain('driver containers: it was asked for')
  },
)
