import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, expect, test } from 'vitest'
import { packageRoot } from '../../../harness/model/home.ts'

const dir = mkdtempSync(join(tmpdir(), 'drill-pack-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

test('the packed package, installed elsewhere, validates and plans a scenario', async () => {
  const { stdout } = await execa('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', dir], {
    cwd: packageRoot(),
  })
  const packed = Object.values(JSON.parse(stdout) as Record<string, { filename: string }>)[0]
  await execa('npm', ['init', '-y'], { cwd: dir })
  await execa('npm', ['install', join(dir, packed?.filename ?? ''), '--no-audit', '--no-fund'], { cwd: dir })
  const drill = (...args: string[]) => execa('npx', ['drill', ...args], { cwd: dir, reject: false })
  expect((await drill('validate', 'idp-down')).exitCode).toBe(0)
  const plan = await drill('plan', 'idp-down', '--json')
  expect(JSON.parse(plan.stdout).scenario).toBe('idp-down')
  expect((await drill('validate', 'no-such-file.yaml')).exitCode).toBe(2)
})
