import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { monotonicClock } from '../harness/engine/clock.ts'
import { openJournal } from '../harness/engine/journal.ts'
import { redactor } from '../harness/engine/redact.ts'
import { stateHome } from '../harness/model/home.ts'
import type { Fact } from '../harness/model/record.ts'
import type { Bench } from './bench.ts'

const records = 500
const flushed: Fact = {
  type: 'fault.intent',
  fault: 'bench-1',
  undo: { fault: 'unreachable', service: 'idp' },
}
const attempt: Fact = {
  ...{ type: 'attempt', actor: 'a-service-account', access: 'token-offline', beganMs: 1234.5, endMs: 1246.7 },
  ...{
    outcome: 'granted',
    status: 200,
    layer: 'application',
    requestId: '20261125T101500-idp-down-token-offline-61',
  },
}

export const journal: Bench = {
  name: 'journal',
  summary: 'Records a second that the journal takes, on the disk where stacks keep their state',
  async measure({ rounds = 3, signal }) {
    const values: Record<'flushed' | 'attempts', number[]> = { flushed: [], attempts: [] }
    for (let round = 0; round < rounds; round += 1) {
      signal.throwIfAborted()
      values.flushed.push(perSecond(flushed))
      values.attempts.push(perSecond(attempt))
    }
    return [
      {
        what: 'records that are on the disk (fsync) before the next thing happens',
        unit: 'records/s',
        values: values.flushed,
      },
      { what: 'attempts, which are not waited for', unit: 'records/s', values: values.attempts },
    ]
  },
}

function perSecond(fact: Fact): number {
  mkdirSync(stateHome(), { recursive: true })
  const dir = mkdtempSync(join(stateHome(), 'bench-journal-'))
  try {
    const kept = openJournal(join(dir, 'journal.jsonl'), monotonicClock(), redactor())
    const began = performance.now()
    for (let count = 0; count < records; count += 1) kept.write(fact)
    const tookMs = performance.now() - began
    kept.close()
    return (records * 1000) / tookMs
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
