import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { drill, shortScenario } from '../command-line.ts'
import { leftovers } from './leftovers.ts'

const home = mkdtempSync(join(tmpdir(), 'drill-stopped-'))
const env = { DRILL_HOME: home }
afterAll(async () => {
  await drill(['recover'], env).ended
  rmSync(home, { recursive: true, force: true })
})

test('the kill switch ends a drill whose stack is just coming up, and leaves nothing of it', async () => {
  const started = drill(['run', shortScenario, '--driver', 'processes', '--runs', join(home, 'runs')], env)
  await started.said('database: ')
  await drill(['stop', '--reason', 'not today'], env).ended
  const { code, stdout, stderr } = await started.ended
  expect({ code, stdout }, stderr).toEqual({ code: 130, stdout: '' })
  expect(stderr).toMatch(/threw the kill switch: not today/)
  expect(await leftovers(home)).toEqual([])
  const examined = await drill(['doctor'], env).ended
  expect(examined.code, examined.stdout).toBe(3)
  expect(examined.stdout).toMatch(/kill switch +thrown by .*: not today/)
  await drill(['stop', '--clear'], env).ended
  expect((await drill(['doctor'], env).ended).code).toBe(0)
})
