import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { monotonicClock } from '../../harness/engine/clock.ts'
import { openJournal, readJournal } from '../../harness/engine/journal.ts'
import { redactor } from '../../harness/engine/redact.ts'
import { run } from '../../harness/engine/run.ts'
import { target } from '../../harness/faults/target.ts'
import { recordsOf } from '../../harness/model/record.ts'
import { fakeCatalog, fakePlan, fakeStack, fakeWorld } from './fake-stack.ts'

const fault = { id: 'broken-1', fault: 'broken', options: {}, service: 'idp', edges: [] }

/** A drill that revokes something via the identity provider, which says of itself what `identity` gives. */
function revoking(identity: (world: ReturnType<typeof fakeWorld>) => string | undefined) {
  const world = fakeWorld()
  const clock = monotonicClock()
  const redact = redactor()
  const file = join(mkdtempSync(join(tmpdir(), 'drill-targets-')), 'journal.jsonl')
  const acts: string[] = []
  const act = async () => {
    acts.push('revoked')
    return {}
  }
  const plan = fakePlan({
    durationMs: 1_400,
    faults: [{ ...fault, fromMs: 100, toMs: 900 }],
    steps: [{ id: 'revoke-1', step: 'revoke', atMs: 700, options: { via: 'idp' } }],
  })
  const ended = run({
    ...{ run: 'r1', plan, stack: fakeStack(), clock, redact, progress: () => {} },
    catalog: fakeCatalog(world, {
      steps: { revoke: { name: 'revoke', summary: '', options: target, needs: [], act } },
    }),
    journal: openJournal(file, clock, redact),
    identify: { services: () => ['idp'], identityOf: async () => identity(world) },
    signal: new AbortController().signal,
  })
  return { world, ended, acts, history: () => readJournal(file) }
}

describe('before a change at a server', () => {
  it('it is asked who it is, and the same one is changed', async () => {
    const { ended, acts, history } = revoking(() => 'https://idp/realms/estate')
    expect(await ended).toBe('completed')
    expect(acts).toEqual(['revoked'])
    expect(recordsOf(history(), 'target.identified')).toMatchObject([
      { service: 'idp', identity: 'https://idp/realms/estate' },
    ])
  })

  it('another one than at the beginning is not touched: the run ends as errored, with everything undone', async () => {
    const { ended, acts, world, history } = revoking(({ broken }) =>
      broken ? 'https://idp/realms/production' : 'https://idp/realms/estate',
    )
    await expect(ended).rejects.toMatchObject({
      code: 'stack-lost',
      message: expect.stringMatching(/^idp is .*production now, and was .*estate: it was not touched$/),
    })
    expect(acts).toEqual([])
    expect(world.broken).toBe(false)
    expect(recordsOf(history(), 'run.ended')).toMatchObject([{ status: 'errored' }])
  })

  it('one that does not answer is changed when it does', async () => {
    const { ended, acts, history } = revoking(({ broken }) => (broken ? undefined : 'https://idp'))
    expect(await ended).toBe('completed')
    expect(acts).toEqual(['revoked'])
    expect(recordsOf(history(), 'step.ended')[0]).toMatchObject({ ok: true })
    expect(recordsOf(history(), 'step.ended')[0]?.tries).toBeGreaterThan(1)
  })
})
