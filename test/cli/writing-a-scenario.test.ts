import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { packageRoot } from '../../harness/model/home.ts'
import { drill } from './drill.ts'

const folder = mkdtempSync(join(tmpdir(), 'drill-guide-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const guide = readFileSync(join(packageRoot(), 'docs', 'writing-a-scenario.md'), 'utf8')

test('the scenario of the guide is valid, and cuts the one edge that it speaks of', async () => {
  const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(guide) ?? []
  const file = join(folder, 'my-scenario.yaml')
  writeFileSync(file, yaml)
  expect(yaml.split('\n').length).toBeLessThanOrEqual(60)
  expect((await drill(['validate', file])).code).toBe(0)
  const { stdout } = await drill(['plan', file, '--driver', 'processes', '--json'])
  const { faults } = JSON.parse(stdout)
  expect(faults).toMatchObject([{ fault: 'black-hole', edges: [{ from: 'idp', to: 'database' }] }])
})

test('the guide names commands and a defect that there are', async () => {
  const [help, estate] = await Promise.all([
    drill(['--help']),
    readFileSync(join(packageRoot(), 'docker', 'reference', 'README.md'), 'utf8'),
  ])
  for (const [, command = ''] of guide.matchAll(/npx drill (\w+)/g))
    expect(help.stdout).toContain(` ${command} `)
  for (const [, defect = ''] of guide.matchAll(/--defect \w+=([\w-]+)/g))
    expect(estate).toContain(`\`${defect}\``)
})
