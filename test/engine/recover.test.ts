import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Catalog } from '../../harness/engine/catalog.ts'
import { monotonicClock } from '../../harness/engine/clock.ts'
import { openCustodies, takeCustody } from '../../harness/engine/custody.ts'
import { openJournal, readJournal } from '../../harness/engine/journal.ts'
import { recover } from '../../harness/engine/recover.ts'
import { redactor } from '../../harness/engine/redact.ts'
import { DrillError } from '../../harness/model/error.ts'
import { recordsOf } from '../../harness/model/record.ts'
import { fakeCatalog, fakeFault, fakeStack, fakeWorld } from './fake-stack.ts'

/** A process that is no more. */
const nobody = { pid: 1, startTime: '0', bootId: 'another boot' }

/** A journal whose writer died right after the intent was on disk; the deed may or may not have been done. */
async function crashed(broken: boolean) {
  const world = { ...fakeWorld(), broken }
  const stack = fakeStack()
  const file = join(mkdtempSync(join(tmpdir(), 'drill-crash-')), 'journal.jsonl')
  await takeCustody(stack, { run: 'r1', journal: file, runner: nobody })
  const journal = openJournal(file, monotonicClock(), redactor())
  const undo = { fault: 'broken', service: 'idp', edges: [], before: { broken: false }, fingerprint: 'fake' }
  journal.write({ type: 'fault.intent', fault: 'broken-1', undo })
  journal.close()
  return { world, stack, file }
}

describe.concurrent('recover', () => {
  it.each([true, false])('undoes an intent whether or not it was applied (%s)', async (broken) => {
    const { world, stack, file } = await crashed(broken)
    expect(openCustodies(stack)).toHaveLength(1)
    const recovered = await recover(stack, fakeCatalog(world), () => {})
    expect(recovered.undone).toEqual(['r1: broken on idp'])
    expect(world.broken).toBe(false)
    expect(openCustodies(stack)).toEqual([])
    expect(readJournal(file).map((entry) => entry.type)).toContain('run.interrupted')
  })

  it('does nothing the second time', async () => {
    const { world, stack } = await crashed(true)
    await recover(stack, fakeCatalog(world), () => {})
    expect((await recover(stack, fakeCatalog(world), () => {})).undone).toEqual([])
  })

  it('starts a part that was left dead without an open fault', async () => {
    const stack = fakeStack()
    await stack.kill('idp')
    expect((await recover(stack, fakeCatalog(fakeWorld()), () => {})).started).toEqual(['idp'])
    expect(await stack.state('idp')).toBe('running')
  })

  it('undoes a fault that came late: its runner had asked for it as it died', async () => {
    const { world, stack, file } = await crashed(false)
    setTimeout(() => {
      world.broken = true
    }, 500)
    await recover(stack, fakeCatalog(world), () => {})
    expect(world.broken).toBe(false)
    expect(recordsOf(readJournal(file), 'undo.verified')).toHaveLength(2)
    expect(openCustodies(stack)).toEqual([])
  })

  it('leaves alone what somebody else has changed since, goes on with the rest, and says conflict', async () => {
    const { world, stack, file } = await crashed(true)
    const clock = monotonicClock()
    const journal = openJournal(file, clock, redactor())
    const undo = { fault: 'theirs', service: 'vault', edges: [], before: {}, fingerprint: 'fake' }
    journal.write({ type: 'fault.intent', fault: 'theirs-1', undo })
    journal.close()
    const { faults, ...rest } = fakeCatalog(world)
    let tries = 0
    const heal = async () => {
      tries += 1
      throw new DrillError('conflict', 'vault is paused by somebody else')
    }
    const theirs = { ...fakeFault(world), name: 'theirs', heal }
    const catalog = { ...rest, faults: { ...faults, theirs } }
    await expect(recover(stack, catalog, () => {})).rejects.toMatchObject({ code: 'conflict' })
    expect(tries).toBe(1)
    expect(world.broken).toBe(false)
    expect(recordsOf(readJournal(file), 'undo.verified')).toMatchObject([
      { fault: 'theirs-1', ok: false, conflict: true },
      { fault: 'broken-1', ok: true },
    ])
    expect(openCustodies(stack)).toHaveLength(1)
  })

  it('says undo-failed rather than conflict when both are so, and names both', async () => {
    const { world, stack, file } = await crashed(true)
    world.healFails = 1_000
    const journal = openJournal(file, monotonicClock(), redactor())
    const announced = { by: 'workload', plugin: 'people', what: { kind: 'person', name: 'x-1' } } as const
    journal.write({ type: 'change.intent', change: 'c1', ...announced, leaseMs: 1 })
    journal.close()
    const undo = async () => {
      throw new DrillError('conflict', 'x-1 is somebody else')
    }
    const { workloads, ...rest } = fakeCatalog(world)
    const people = { ...workloads.people, undo } as Catalog['workloads'][string]
    await expect(recover(stack, { ...rest, workloads: { people } }, () => {})).rejects.toMatchObject({
      code: 'undo-failed',
      message: 'broken on idp could not be undone; x-1 is somebody else',
    })
    expect(recordsOf(readJournal(file), 'change.undone')).toMatchObject([{ ok: false, conflict: true }])
  })

  it('says undo-failed when it cannot, and leaves the intent open', async () => {
    const { world, stack } = await crashed(true)
    world.healFails = 1_000
    await expect(recover(stack, fakeCatalog(world), () => {})).rejects.toMatchObject({ code: 'undo-failed' })
    expect(openCustodies(stack)).toHaveLength(1)
  })
})
