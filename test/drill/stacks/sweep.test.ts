import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { packageRoot } from '../../../harness/model/home.ts'
import type { Swept } from '../../../harness/sweep/sweep.ts'
import { drill } from '../command-line.ts'
import { leftovers } from './leftovers.ts'

const home = mkdtempSync(join(tmpdir(), 'drill-swept-'))
const env = { DRILL_HOME: home }
afterAll(async () => {
  await drill(['recover'], env).ended
  rmSync(home, { recursive: true, force: true })
})

/** The reference estate with another leeway of the ledger. */
function withLeeway(leeway: string): string {
  const folder = join(home, 'estate')
  cpSync(join(packageRoot(), 'docker', 'reference'), folder, { recursive: true })
  const file = join(folder, 'estate.yaml')
  const text = readFileSync(file, 'utf8')
  const changed = text.replace(
    'tokens: { leeway: 2s, max-age: 300s }',
    `tokens: { leeway: ${leeway}, max-age: 300s }`,
  )
  expect(changed).not.toBe(text)
  writeFileSync(file, changed)
  return file
}

test('a leeway that is changed in the configuration moves the thresholds with it, on a stack of its own', async () => {
  const words = ['--estate', withLeeway('20s'), '--only', 'token-offline', '--driver', 'processes', '--json']
  const { code, stdout, stderr } = await drill(['sweep', ...words], env).ended
  expect(code, stderr).toBe(0)
  const ledger = (JSON.parse(stdout) as Swept[]).filter(({ service }) => service === 'ledger')
  const measured = ledger.map(({ direction, kind, measuredMs }) => [
    `${direction} ${kind}`,
    measuredMs === null ? null : Math.round(measuredMs / 1_000),
  ])
  expect(Object.fromEntries(measured)).toEqual({
    'ahead too-early': 320,
    'behind too-early': 20,
    'ahead too-late': null,
    'behind too-late': 100,
  })
  expect(await leftovers(home)).toEqual([])
})
