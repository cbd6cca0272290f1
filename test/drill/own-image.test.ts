import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { parts } from '../../docker/reference/parts/index.ts'
import { ensureImages } from '../../harness/setup/engine.ts'
import { engineClient } from '../../harness/setup/engine-client.ts'
import { requireImages } from '../../harness/setup/engine-images.ts'
import { toolInImage } from '../../harness/setup/engine-layout.ts'
import { containers } from '../../harness/stacks/containers.ts'
import { reached } from './reached.ts'
import { ownHome } from './tiny/stack.ts'
import { withoutEngine } from './without-engine.ts'

const image = 'identity-drill/test-own-image:latest'
const driver = containers(parts)
const name = 'own-image'

const estate = (run: string) => `
estate: own
title: One service of the user's own
domain: own.test
services:
  pager: { role: alerting, port: 7445, owner: a, run: { ${run} } }
callers:
  operator: { calls: [pager] }
identities: {}
lifetimes: {}
fallbacks: {}
runbooks: {}
`

function estateFile(run: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'drill-own-')), 'estate.yaml')
  writeFileSync(file, estate(run))
  return file
}

describe.skipIf(await withoutEngine())('a service of the user’s own in containers', () => {
  let removeHome: () => void

  beforeAll(async () => {
    removeHome = ownHome()
    const { dockerode } = (await engineClient()).container
    await ensureImages(() => undefined, AbortSignal.timeout(600_000))
    const { services } = await requireImages(dockerode)
    const container = await dockerode.createContainer({ Image: services, Cmd: ['true'] })
    const command = [join(toolInImage('node'), 'node'), join(toolInImage('services'), 'pager', 'main.mjs')]
    await container.commit({
      repo: image.split(':')[0],
      tag: 'latest',
      changes: `CMD ${JSON.stringify(command)}`,
    })
    await container.remove()
  }, 600_000)

  afterAll(async () => {
    await driver.sweep(name)
    await (await engineClient()).container.dockerode.getImage(image).remove()
    removeHome()
  })

  test('an image runs with what the contract tells it, and its log is read as any other', async () => {
    const signal = AbortSignal.timeout(60_000)
    const stack = await driver.up({ name, estateFile: estateFile(`image: "${image}"`) }, signal)
    const sinceMs = Date.now() - 1_000
    expect(await reached(stack, { from: 'operator', to: 'pager' })).toBe('reached')
    await vi.waitFor(async () =>
      expect((await stack.observed('pager', sinceMs)).map(({ caller }) => caller)).toContain('operator'),
    )
    await stack.kill('pager')
    await stack.start('pager')
    expect(await reached(stack, { from: 'operator', to: 'pager' })).toBe('reached')
    await stack.down()
  })

  test('an image that is nowhere, and a command, are refused before anything runs', async () => {
    const up = (run: string) => driver.up({ name, estateFile: estateFile(run) }, AbortSignal.timeout(60_000))
    await expect(up('image: "registry.test/none:1"')).rejects.toMatchObject({ code: 'refused' })
    await expect(up('command: [sh]')).rejects.toMatchObject({ code: 'refused' })
  })
})
