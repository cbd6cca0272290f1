import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { monotonicClock } from '../../harness/engine/clock.ts'
import { openJournal, readJournal } from '../../harness/engine/journal.ts'
import { redactor } from '../../harness/engine/redact.ts'
import { run } from '../../harness/engine/run.ts'
import { openUndos } from '../../harness/engine/undo.ts'
import { target } from '../../harness/faults/target.ts'
import { recordsOf } from '../../harness/model/record.ts'
import { StepCut } from '../../harness/steps/step.ts'
import { fakeCatalog, fakePlan, fakeStack, fakeWorld } from './fake-stack.ts'

function start(
  overrides: Partial<Parameters<typeof run>[0]> & { world?: ReturnType<typeof fakeWorld> } = {},
) {
  const world = overrides.world ?? fakeWorld()
  const clock = monotonicClock()
  const redact = redactor(['a-very-secret-value'])
  const journal = openJournal(join(mkdtempSync(join(tmpdir(), 'drill-run-')), 'journal.jsonl'), clock, redact)
  const input = {
    run: 'r1',
    plan: fakePlan(),
    stack: fakeStack(),
    catalog: fakeCatalog(world),
    journal,
    clock,
    redact,
    progress: () => {},
    signal: new AbortController().signal,
    ...overrides,
  }
  return { world, journal, ended: run(input), history: () => readJournal(journal.file) }
}

describe('run', () => {
  it('injects at its time, undoes at its end, and records attempts on both sides', async () => {
    const { world, ended, history } = start()
    expect(await ended).toBe('completed')
    const applied = recordsOf(history(), 'fault.applied')[0]
    const undone = recordsOf(history(), 'undo.done')[0]
    const outcomes = (from: number, to: number) =>
      new Set(
        recordsOf(history(), 'attempt')
          .filter((a) => a.beganMs > from && a.endMs < to)
          .map((a) => a.outcome),
      )
    expect(applied?.beganMs).toBeGreaterThanOrEqual(100)
    expect(undone?.beganMs).toBeGreaterThanOrEqual(200)
    expect(outcomes(0, 100)).toEqual(new Set(['granted']))
    expect(outcomes(applied?.endMs ?? 0, undone?.beganMs ?? 0)).toEqual(new Set(['unavailable']))
    expect(outcomes(undone?.endMs ?? 0, 400)).toEqual(new Set(['granted']))
    expect(world.broken).toBe(false)
    expect(openUndos(history())).toEqual([])
  })

  it('keeps secrets out of the journal', async () => {
    const { ended, journal } = start()
    await ended
    expect(readFileSync(journal.file, 'utf8')).not.toContain('a-very-secret-value')
    expect(readFileSync(journal.file, 'utf8')).toContain('[redacted]')
  })

  it('undoes the fault when it is aborted in the middle, and says aborted', async () => {
    const controller = new AbortController()
    const { world, ended, history } = start({
      signal: controller.signal,
      plan: fakePlan({
        durationMs: 60_000,
        faults: [
          {
            id: 'broken-1',
            fault: 'broken',
            options: {},
            service: 'idp',
            edges: [],
            fromMs: 10,
            toMs: 50_000,
          },
        ],
      }),
    })
    while (!world.broken) await new Promise((resolve) => setImmediate(resolve))
    controller.abort()
    expect(await ended).toBe('aborted')
    expect(world.broken).toBe(false)
    expect(recordsOf(history(), 'run.ended')[0]?.status).toBe('aborted')
  })

  it('ends errored, with nothing left, when a fault cannot be injected', async () => {
    const world = { ...fakeWorld(), injectFails: true }
    const { ended, history } = start({ world })
    await expect(ended).rejects.toMatchObject({ code: 'fault-failed' })
    expect(recordsOf(history(), 'run.ended')[0]?.status).toBe('errored')
    expect(openUndos(history())).toEqual([])
  })

  it('says undo-failed and leaves the undo open when healing never works', async () => {
    const world = { ...fakeWorld(), healFails: 1_000 }
    const { ended, history } = start({ world })
    await expect(ended).rejects.toMatchObject({ code: 'undo-failed' })
    expect(openUndos(history()).map((entry) => entry.id)).toEqual(['broken-1'])
  })

  it('tries a step again while its channel is cut, and counts the tries', async () => {
    const world = fakeWorld()
    const act = async () => {
      if (world.broken) throw new StepCut('idp cannot be reached')
      return {}
    }
    const catalog = fakeCatalog(world, {
      steps: { revoke: { name: 'revoke', summary: '', options: target, needs: [], act } },
    })
    const plan = fakePlan({
      durationMs: 900,
      steps: [{ id: 'revoke-1', step: 'revoke', atMs: 150, options: {} }],
      faults: [
        { id: 'broken-1', fault: 'broken', options: {}, service: 'idp', edges: [], fromMs: 100, toMs: 500 },
      ],
    })
    const { ended, history } = start({ world, catalog, plan })
    await ended
    const step = recordsOf(history(), 'step.ended')[0]
    expect(step).toMatchObject({ ok: true })
    expect(step?.tries).toBeGreaterThan(1)
    expect(step?.endMs).toBeGreaterThanOrEqual(500)
  })
})
