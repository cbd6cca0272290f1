import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { ensureFor } from '../../harness/cli/prerequisites.ts'
import type { Engine } from '../../harness/setup/engine-client.ts'
import { sources } from '../../harness/setup/engine-sources.ts'
import { makeStandIn } from '../../harness/setup/engine-standin.ts'
import type { EnsureOptions } from '../../harness/setup/ensure.ts'
import { ownFolder } from '../stacks/folder.ts'

const asked = vi.hoisted(() => [] as (readonly string[] | undefined)[])
const made = vi.hoisted(() => [] as string[])
vi.mock('../../harness/setup/ensure.ts', () => ({
  ensureTools: async ({ only }: EnsureOptions) => void asked.push(only),
}))
vi.mock('../../harness/setup/engine.ts', () => ({ ensureImages: async () => void made.push('images') }))
vi.mock('../../harness/setup/prepare.ts', () => ({ prepareDatabase: async () => void made.push('database') }))

const never = new AbortController().signal
const estate = { services: { idp: { role: 'idp', run: { realm: 'realm.json' } } } }
const inputs = { estate, estateFile: 'estate.yaml' } as unknown as Parameters<typeof ensureFor>[1]

test.each([
  ['processes', undefined, 'database'],
  ['containers', ['chromium', 'certutil'], 'images'],
])('%s get the tools that they run on the host, and no other', async (driver, tools, last) => {
  asked.length = made.length = 0
  await ensureFor(driver, inputs, () => {}, never)
  expect(asked).toEqual([tools])
  expect(made).toEqual([last])
})

test('an image that stands in for one that cannot be pulled fetches its own server', async () => {
  asked.length = 0
  const folder = ownFolder()
  writeFileSync(join(folder, 'bao'), 'a server')
  const engine = {
    importImage: async (stream: Readable) => Readable.from([await stream.toArray()].map(() => '{}')),
    modem: { followProgress: (_stream: Readable, done: (error: null, output: []) => void) => done(null, []) },
  } as unknown as Engine
  const { openbao } = sources()
  const files = { ...openbao.files, folder: () => folder, at: 'bin' }
  await makeStandIn(engine, { ...openbao, files }, () => {}, never)
  expect(asked).toEqual([['openbao']])
})
