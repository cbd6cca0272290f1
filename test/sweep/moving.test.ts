import { join } from 'node:path'
import { expect, test } from 'vitest'
import { monotonicClock } from '../../harness/engine/clock.ts'
import { openJournal, readJournal } from '../../harness/engine/journal.ts'
import { redactor } from '../../harness/engine/redact.ts'
import { openUndos } from '../../harness/engine/undo.ts'
import { clockDrift } from '../../harness/faults/clock-drift.ts'
import { unreachable } from '../../harness/faults/unreachable.ts'
import type { ClockSetting, EdgeState, Stack } from '../../harness/stacks/stack.ts'
import { moving } from '../../harness/sweep/moving.ts'
import { ownFolder } from '../stacks/folder.ts'

const file = join(ownFolder(), 'journal.jsonl')
const clock = monotonicClock()
const journal = openJournal(file, clock, redactor([]))
const open = () => openUndos(readJournal(file)).map(({ undo }) => `${undo.fault} on ${undo.service}`)

/** A stack that notes, at each change, what could be undone then by whoever reads the journal. */
function world() {
  const clocks: Record<string, ClockSetting> = {}
  const edges: EdgeState[] = ['open']
  const seen: string[] = []
  const leftAlone = { offsetMs: 0, by: 'nobody' }
  const stack = {
    id: 'warm-1',
    clock: async (service: string) => clocks[service] ?? leftAlone,
    setClock: async (service: string, setting: ClockSetting) => {
      seen.push(open().join())
      clocks[service] = setting
    },
    edgeState: async () => edges.at(-1),
    setEdges: async (_: unknown, to: EdgeState) => {
      seen.push(open().join())
      edges.push(to)
    },
  } as unknown as Stack
  return { stack, clocks, edges, seen }
}

test('clocks are moved as the fault moves them: what undoes it is on disk first, and taken at the end', async () => {
  const { stack, clocks, edges, seen } = world()
  const signal = AbortSignal.timeout(5_000)
  const hand = moving({ stack, journal, clock, signal }, { drift: clockDrift, cut: unreachable })
  await hand.setTo('ledger', Date.now() + 90_000)
  expect(Math.abs((clocks.ledger?.offsetMs ?? 0) - 90_000)).toBeLessThan(1_000)
  await hand.setTo('ledger', Date.now() - 5_000)
  expect(Math.abs((clocks.ledger?.offsetMs ?? 0) + 5_000)).toBeLessThan(1_000)
  await hand.anew({ from: 'ledger', to: 'idp' })
  expect(edges).toEqual(['open', 'refused', 'open'])
  expect(seen[0]).toBe('clock-drift on ledger')
  expect(seen[2]).toBe('unreachable on idp,clock-drift on ledger')
  expect(open()).toEqual(['clock-drift on ledger'])
  await hand.trueAgain()
  expect(clocks.ledger).toEqual({ offsetMs: 0, by: 'nobody' })
  expect(open()).toEqual([])
})
