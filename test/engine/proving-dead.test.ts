import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { monotonicClock } from '../../harness/engine/clock.ts'
import { openJournal, readJournal } from '../../harness/engine/journal.ts'
import { proveDead } from '../../harness/engine/proving-dead.ts'
import { redactor } from '../../harness/engine/redact.ts'
import { recordsOf } from '../../harness/model/record.ts'
import type { Given, Result } from '../../harness/workloads/workload.ts'

/** Tries the credentials of one actor; gives what was recorded. */
async function proven(...given: readonly Given[]) {
  const clock = monotonicClock()
  const file = join(mkdtempSync(join(tmpdir(), 'drill-dead-')), 'journal.jsonl')
  const journal = openJournal(file, clock, redactor())
  const actor = { name: 'leaver', probes: [], leave: async () => {}, given: () => given }
  await proveDead({ journal, clock }, [
    actor,
    { ...actor, name: 'one that was given nothing', given: undefined },
  ])
  journal.close()
  return recordsOf(readJournal(file), 'proof.dead')
}

/** Answers that come one after the other; the last one goes on. */
function answering(...answers: readonly Result['outcome'][]) {
  let count = 0
  return async (): Promise<Result> => ({
    outcome: answers[Math.min(count++, answers.length - 1)] ?? 'granted',
  })
}

describe.concurrent('a credential that was given out', () => {
  it('is proven dead by one refusal', async () => {
    const given = { credential: 'a token', attempt: answering('denied', 'granted') }
    expect(await proven(given)).toMatchObject([{ actor: 'leaver', credential: 'a token', ok: true }])
  })

  it('is asked again while nobody answers', async () => {
    expect(
      await proven({ credential: 'a token', attempt: answering('unavailable', 'denied') }),
    ).toMatchObject([{ ok: true, outcome: 'denied' }])
  })

  it('is not proven dead by silence, or by anything that is no refusal', { timeout: 20_000 }, async () => {
    const proofs = await proven(
      { credential: 'silent', attempt: answering('unavailable') },
      { credential: 'alive', attempt: answering('granted') },
    )
    expect(proofs.map(({ credential, ok }) => [credential, ok]).toSorted()).toEqual([
      ['alive', false],
      ['silent', false],
    ])
  })

  it('may die by its own expiry when that is near, which is told', { timeout: 20_000 }, async () => {
    const expiresMs = Date.now() + 7_000
    const attempt = async (): Promise<Result> => ({ outcome: Date.now() < expiresMs ? 'granted' : 'denied' })
    expect(await proven({ credential: 'a token', expiresMs, attempt })).toMatchObject([
      { ok: true, detail: 'only by its own expiry' },
    ])
  })
})
