import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { monotonicClock } from '../../harness/engine/clock.ts'
import { openJournal, readJournal } from '../../harness/engine/journal.ts'
import { redactor } from '../../harness/engine/redact.ts'
import { run } from '../../harness/engine/run.ts'
import { recordsOf } from '../../harness/model/record.ts'
import { fakeCatalog, fakePlan, fakeStack, fakeWorld } from './fake-stack.ts'

const disk = mkdtempSync(join(tmpdir(), 'drill-full-'))
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'drill-full', disk]).status === 0
afterAll(() => {
  if (mounted) spawnSync('umount', [disk])
  rmSync(disk, { recursive: true, force: true })
})

/** Leaves no room on the little disk, to the last block. */
function fill(): void {
  const { bavail, bsize } = statfsSync(disk)
  writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize))
}

// Mounting takes root; an injected error stands for it elsewhere (oversight.test.ts).
describe.skipIf(!mounted)('on a disk that is really full', () => {
  test('the fault is undone, the run is errored, and no record that was acknowledged is lost', async () => {
    const world = fakeWorld()
    const clock = monotonicClock()
    const file = join(disk, 'journal.jsonl')
    const journal = openJournal(file, clock, redactor())
    const plan = fakePlan({ durationMs: 60_000 })
    const [fault] = plan.faults
    const faults = fault ? [{ ...fault, toMs: 50_000 }] : []
    const ended = run({
      ...{ run: 'r1', plan: { ...plan, faults }, stack: fakeStack(), catalog: fakeCatalog(world), clock },
      ...{ journal, redact: redactor(), progress: () => {}, signal: new AbortController().signal },
    })
    while (!world.broken) await new Promise((resolve) => setTimeout(resolve, 2))
    const acknowledged = readJournal(file).length
    fill()
    await expect(ended).rejects.toMatchObject({ code: 'journal-failed', cause: { code: 'ENOSPC' } })
    expect(world.broken).toBe(false)
    journal.close()
    const history = readJournal(file)
    expect(history.length).toBeGreaterThanOrEqual(acknowledged)
    expect(history.map(({ seq }) => seq)).toEqual(history.map((_, index) => index + 1))
    expect(recordsOf(history, 'run.ended')).toEqual([])
  })
})
