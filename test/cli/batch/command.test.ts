import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { packageRoot } from '../../../harness/model/home.ts'
import { drill } from '../drill.ts'

const folder = mkdtempSync(join(tmpdir(), 'drill-several-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const several = join(packageRoot(), 'test', 'drill', 'several')

test.each([
  [['--answers', 'x.yaml'], /--answers is for one scenario/],
  [['--plan', 'plan.json'], /--plan is for one scenario/],
])('what is for one scenario is not taken for several: %j', async (words, said) => {
  const { code, stdout, stderr } = await drill(['run', several, ...words])
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toMatch(said)
})

test('what is wrong with any of them is told before anything starts, with its place', async () => {
  const good = join(several, 'people-reset.yaml')
  const bad = join(folder, 'bad.yaml')
  writeFileSync(bad, 'scenario: bad\ntitle: t\nfaults:\n  - rest: { service: idp }\n')
  const { code, stdout, stderr } = await drill(['run', good, bad])
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toMatch(/bad\.yaml:4:5: there is no fault named rest \(expected .*did you mean reset\?/)
})

test('a name that two of them have is told', async () => {
  const good = join(several, 'people-reset.yaml')
  const copy = join(folder, 'copy.yaml')
  copyFileSync(good, copy)
  const { code, stderr } = await drill(['run', good, copy])
  expect(code).toBe(2)
  expect(stderr).toMatch(/copy\.yaml: people-reset is the name of an earlier scenario too/)
})
