import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { guardedBy } from '../../harness/cli/guarded.ts'
import { throwSwitch } from '../../harness/engine/stop-switch.ts'
import type { Stack } from '../../harness/stacks/stack.ts'
import { fakePlan } from '../engine/fake-stack.ts'
import { estate } from '../readers/reading.ts'

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'drill-guarded-'))
  vi.stubEnv('DRILL_HOME', home)
  vi.stubEnv('DRILL_TARGETS', undefined)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(home, { recursive: true, force: true })
})

const signal = AbortSignal.timeout(10_000)
const endpoint = { host: 'idp.example.com', address: '198.51.100.7', port: 443 }

/** An estate of one identity provider that the harness did not make, and that nobody on its way can ask. */
const services = { idp: { role: 'idp', port: 443, calls: [], owner: 'iam-team', run: { image: 'x' } } }
const foreign = { ...estate, services, callers: {}, limits: { 'blast-radius': ['idp'] } } as never
const stack = { disposable: false, estate: foreign, behind: () => endpoint } as unknown as Stack

function listed(host: string): string {
  const file = join(home, 'targets.yaml')
  const services = `{ idp: { host: ${host}, port: 443 } }`
  writeFileSync(
    file,
    `- { estate: ${estate.estate}, owner: iam-team, until: 2999-12-31, services: ${services} }\n`,
  )
  return file
}

const onStack = async (targets?: string) =>
  (await guardedBy(fakePlan(), foreign, targets)).onStack(stack, signal)

test('what may be drilled stands in the file that is named, else in the one of the environment', async () => {
  await expect(onStack()).rejects.toMatchObject({ code: 'refused' })
  await expect(onStack(listed('idp.example.com'))).resolves.toBeUndefined()
  await expect(onStack(listed('another.example.com'))).rejects.toMatchObject({ code: 'refused' })
  vi.stubEnv('DRILL_TARGETS', listed('idp.example.com'))
  await expect(onStack()).resolves.toBeUndefined()
})

test('a list that cannot be read allows nothing', async () => {
  await expect(onStack(join(home, 'absent.yaml'))).rejects.toMatchObject({ code: 'bad-input' })
})

test('the kill switch is looked at each time', async () => {
  const guarded = await guardedBy(fakePlan(), foreign, listed('idp.example.com'))
  guarded.before()
  throwSwitch('not today')
  expect(() => guarded.before()).toThrow(/not today/)
})
