import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { monotonicClock } from '../../harness/engine/clock.ts'
import { takeCustody } from '../../harness/engine/custody.ts'
import { openJournal } from '../../harness/engine/journal.ts'
import { disturbedByOthers } from '../../harness/engine/neighbours.ts'
import { redactor } from '../../harness/engine/redact.ts'
import { type ProcessId, processId } from '../../harness/model/process.ts'
import type { Fact } from '../../harness/model/record.ts'

const edge = { from: 'people', to: 'idp' }
const cut: Fact = {
  type: 'fault.intent',
  fault: 'f',
  undo: { fault: 'reset', service: 'idp', edges: [edge], before: {}, fingerprint: 'x' },
}
const mended: Fact = { type: 'undo.verified', fault: 'f', ok: true }
const restarting: Fact = {
  ...{ type: 'change.intent', change: 'c', by: 'step', plugin: 'restart', leaseMs: 1 },
  what: { kind: 'restart', name: 'orders' },
}

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'drill-neighbours-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

async function ran(runner: ProcessId, ...facts: readonly Fact[]): Promise<void> {
  const journal = openJournal(join(dir, 'journal.jsonl'), monotonicClock(), redactor())
  for (const fact of facts) journal.write(fact)
  journal.close()
  await takeCustody({ dir }, { run: 'r1', journal: join(dir, 'journal.jsonl'), runner })
}

test('what a drill that goes on has changed is known to the others', async () => {
  await ran(processId(), cut, restarting)
  const { edge: isCut, service } = disturbedByOthers({ dir })
  expect([isCut(edge), isCut({ from: 'orders', to: 'idp' })]).toEqual([true, false])
  expect([service('idp'), service('orders'), service('vault')]).toEqual([true, true, false])
})

test('what it has mended is not', async () => {
  await ran(processId(), cut, mended)
  expect(disturbedByOthers({ dir }).edge(edge)).toBe(false)
})

test('nothing is known of a drill that died', async () => {
  await ran({ pid: 1, startTime: '0', bootId: 'an earlier boot' }, cut)
  expect(disturbedByOthers({ dir }).edge(edge)).toBe(false)
})
