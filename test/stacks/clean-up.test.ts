import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { parts } from '../../docker/reference/parts/index.ts'
import { endedBySignal } from '../../harness/cli/signals.ts'
import { bringUp as bringUpSession } from '../../harness/cli/stack-session.ts'
import { DrillError } from '../../harness/model/error.ts'
import type { Engine } from '../../harness/setup/engine-client.ts'
import { cleanedUpAfter } from '../../harness/stacks/clean-up.ts'
import { makeNetworks } from '../../harness/stacks/containers/networks.ts'
import { bringUp as bringUpContainers } from '../../harness/stacks/containers/up.ts'
import { configureRunning } from '../../harness/stacks/first-start.ts'
import { layoutOf, makeFolders } from '../../harness/stacks/layout.ts'
import { writeManifest } from '../../harness/stacks/manifest.ts'
import type { Part, PartContext } from '../../harness/stacks/part.ts'
import { issueCertificates } from '../../harness/stacks/pki.ts'
import { bringUp as bringUpProcesses } from '../../harness/stacks/processes/up.ts'
import type { StackDriver } from '../../harness/stacks/stack.ts'
import { referenceEstate, referenceFile } from './estate.ts'
import { ownFolder } from './folder.ts'
import { siteIn } from './site.ts'

const home = ownFolder()
vi.stubEnv('DRILL_HOME', join(home, 'state'))
vi.stubEnv('DRILL_CACHE', join(home, 'cache'))
vi.mock('../../harness/stacks/processes/sweep.ts', () => ({
  sweepStack: () => Promise.reject(new Error('a process does not end')),
}))
vi.mock('../../harness/setup/engine-images.ts', () => ({
  requireImages: () =>
    Promise.reject(new DrillError('refused', 'the images are missing', { next: 'Make them.' })),
}))

const never = new AbortController().signal
const options = (name: string) => ({ name, estateFile: referenceFile })
const failureOf = (starting: Promise<unknown>): Promise<DrillError> =>
  starting.then(
    () => expect.fail('it came up'),
    (error) => error,
  )

describe('a start that fails, and whose clean-up fails too, says first why it failed', () => {
  test('in containers', async () => {
    const deaf = {
      listContainers: () => Promise.reject(new Error('the engine is gone')),
    } as unknown as Engine
    const failure = await failureOf(bringUpContainers(deaf, parts, options('boxed'), never))
    expect(failure).toMatchObject({ code: 'refused', next: 'Make them.' })
    expect(failure.message).toBe('the images are missing\nThe clean-up failed too: the engine is gone')
  })

  test('as processes', async () => {
    const tool = () => {
      throw new DrillError('refused', 'toxiproxy is not installed')
    }
    const means = { parts, tool, versions: () => ({}) }
    const failure = await failureOf(bringUpProcesses(means, options('loose'), never))
    expect(failure.message).toMatch(
      /^.*toxiproxy is not installed\nThe clean-up failed too: a process does not end$/,
    )
  })

  test('as the command line reports it, which cleans up again: once', async () => {
    const why = new DrillError('start-failed', 'idp did not start')
    const sweep = () => Promise.reject(new Error('the engine is gone'))
    const driver = { up: () => cleanedUpAfter(why, sweep), sweep } as Partial<StackDriver> as StackDriver
    const starting = bringUpSession({ driver, because: 'it is there' }, options('shown'), never, true)
    expect((await failureOf(starting)).message).toBe(
      'idp did not start\nThe clean-up failed too: the engine is gone',
    )
  })

  test('and keeps both for whoever looks into it', async () => {
    const [first, second] = [new Error('first'), new Error('second')]
    const failure = await failureOf(cleanedUpAfter(first, () => Promise.reject(second)))
    expect(failure.cause).toMatchObject({ errors: [first, second] })
  })
})

describe('a stop by a signal', () => {
  const aborted = () => AbortSignal.abort().reason
  const signalled = { exitCode: () => 130 }

  test('ends with the signal’s exit code', () => {
    expect(endedBySignal(signalled, aborted())).toBe(130)
    expect(() => endedBySignal({ exitCode: () => undefined }, new Error('broken'))).toThrow('broken')
  })

  test('whose clean-up fails is told, as something that is not undone', async () => {
    const failure = await failureOf(cleanedUpAfter(aborted(), () => Promise.reject(new Error('still there'))))
    expect(failure.code).toBe('undo-failed')
    expect(() => endedBySignal(signalled, failure)).toThrow('still there')
  })
})

test('a start under a name that is taken leaves the stack of that name alone', async () => {
  const { estate, layout, manifest } = { ...siteIn(home, await referenceEstate()), layout: layoutOf('taken') }
  makeFolders(layout, [])
  writeManifest(layout, { ...manifest, estate, name: 'taken', complete: false })
  const sweep = vi.fn(async () => {})
  const driver = { up: vi.fn(), sweep } as Partial<StackDriver> as StackDriver
  const starting = bringUpSession({ driver, because: 'it is there' }, options('taken'), never, true)
  expect(await failureOf(starting)).toMatchObject({ code: 'refused' })
  expect(sweep).not.toHaveBeenCalled()
  expect(existsSync(join(layout.dir, 'owner.json'))).toBe(false)
})

describe('nothing of a start goes on beside its clean-up', () => {
  test('no network is still being made when the making has failed', async () => {
    const slow = Promise.withResolvers<void>()
    let made = 0
    const engine = {
      createNetwork: async () => {
        made += 1
        if (made === 1) throw new Error('no such driver')
        await slow.promise
      },
    } as unknown as Engine
    let ended = false
    const making = makeNetworks(engine, siteIn(home, await referenceEstate())).finally(() => {
      ended = true
    })
    making.catch(() => undefined)
    await turn()
    await turn()
    expect(ended).toBe(false)
    slow.resolve()
    await expect(making).rejects.toThrow('no such driver')
  })

  test('no first configuration is still at work when it was given up', async () => {
    const site = siteIn(home, await referenceEstate())
    mkdirSync(dirname(site.layout.ca), { recursive: true })
    await issueCertificates(site.layout.ca, new Map())
    const giveUp = new AbortController()
    const seen: string[] = []
    const bootstrap: Part['bootstrap'] = async ({ signal }) => {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
      await turn()
      await turn()
      seen.push('its last word')
    }
    const part: Part = {
      name: 'slow',
      ready: { kind: 'tcp' },
      configure: async () => ({ command: [] }),
      bootstrap,
    }
    const configuring = configureRunning(site, part, {} as PartContext, 'bootstrap', giveUp.signal)
    giveUp.abort(new Error('another part failed'))
    await expect(configuring).rejects.toThrow('another part failed')
    expect(seen).toEqual(['its last word'])
  })
})
