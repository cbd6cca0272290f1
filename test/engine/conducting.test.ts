import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { monotonicClock } from '../../harness/engine/clock.ts'
import { openJournal, readJournal } from '../../harness/engine/journal.ts'
import { redactor } from '../../harness/engine/redact.ts'
import { run } from '../../harness/engine/run.ts'
import { DrillError } from '../../harness/model/error.ts'
import type { PlannedRunbook } from '../../harness/model/plan.ts'
import type { People } from '../../harness/model/question.ts'
import { recordsOf } from '../../harness/model/record.ts'
import { ask } from '../../harness/steps/ask.ts'
import { fakeCatalog, fakePlan, fakeStack, fakeWorld } from './fake-stack.ts'

const book: PlannedRunbook = {
  ...{ name: 'b', digest: 'sha256:0', version: '1', title: 'B', accountable: 'operations' },
  steps: [
    {
      id: 'open',
      title: 'Open',
      by: 'person',
      who: 'ops-lead',
      planned: 5_000,
      ask: 'Which?',
      expects: 'text',
    },
    { id: 'close', title: 'Close', by: 'person', who: 'ops-lead' },
    { id: 'arm', title: 'Arm', by: 'machine', who: 'ledger', does: 'arm' },
  ],
}

async function conducted(step: string, people?: People, act?: () => Promise<{ detail?: string }>) {
  const clock = monotonicClock()
  const file = join(mkdtempSync(join(tmpdir(), 'drill-conduct-')), 'journal.jsonl')
  const redact = redactor(['a-very-secret-value'])
  const journal = openJournal(file, clock, redact)
  const arm = { name: 'arm', summary: '', options: ask.options, needs: [], act: act ?? (async () => ({})) }
  const plan = fakePlan({
    runbooks: [book],
    steps: [
      {
        ...{ id: 's', step: step === 'arm' ? 'arm' : 'ask', atMs: 20 },
        options: { runbook: 'b', step },
        conducts: { runbook: 'b', step },
      },
    ],
  })
  const stack = fakeStack()
  const catalog = fakeCatalog(fakeWorld(), { steps: { ask, arm } })
  const roster = { coordinator: 'ada', approvers: ['bob'], participants: [] }
  await run({
    ...{ run: 'r', plan, stack, catalog, journal, clock, redact, people, roster },
    ...{ progress: () => {}, signal: new AbortController().signal },
  })
  const history = readJournal(file)
  return { history, told: recordsOf(history, 'runbook.step'), ended: recordsOf(history, 'step.ended')[0] }
}

const saying = (answer: string): People => ({
  ask: async ({ who }) => ({ who, answer, via: 'terminal' }),
})

describe('a step that a person does', () => {
  test('is timed, with who said what; probes go on meanwhile', async () => {
    let asked = ''
    let during = 0
    const slow: People = {
      ask: async ({ ask: question, who }) => {
        asked = question
        await new Promise((resolve) => setTimeout(resolve, 120))
        return { who, answer: 'INC-1 a-very-secret-value', via: 'terminal' }
      },
    }
    const { told, history } = await conducted('open', slow)
    const [began, ended] = told
    expect(asked).toBe('Which?')
    expect(began).toMatchObject({
      moment: 'began',
      runbook: 'b',
      step: 'open',
      by: 'person',
      plannedMs: 5_000,
    })
    expect(ended).toMatchObject({ moment: 'ended', outcome: 'done', who: 'ops-lead', via: 'terminal' })
    expect(ended?.answer).toContain('[redacted]')
    for (const { atMs } of recordsOf(history, 'attempt'))
      if (atMs > (began?.atMs ?? 0) && atMs < (ended?.atMs ?? 0)) during += 1
    expect(during).toBeGreaterThan(1)
  })

  test('that could not be done is told so, and the drill goes on', async () => {
    const { told, history } = await conducted('close', saying('failed'))
    expect(told.at(-1)).toMatchObject({ outcome: 'failed', answer: 'failed' })
    expect(recordsOf(history, 'run.ended')[0]?.status).toBe('completed')
  })

  test('is not done when nobody answers before the phase ends', async () => {
    const silent: People = {
      ask: (_question, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    }
    const { told, ended, history } = await conducted('open', silent)
    expect(told.at(-1)).toMatchObject({ outcome: 'not-done', detail: 'nobody answered in time' })
    expect(ended).toMatchObject({ ok: false, tries: 1 })
    expect(ended?.endMs).toBeLessThan(recordsOf(history, 'run.ended')[0]?.atMs ?? 0)
  })

  test('is refused when nobody is there at all', async () => {
    expect((await conducted('open')).told.at(-1)).toMatchObject({ outcome: 'refused' })
  })
})

describe('a step that a machine does', () => {
  test('is told beside it', async () => {
    const { told } = await conducted('arm')
    expect(told).toMatchObject([
      { moment: 'began', by: 'machine', who: 'ledger', plannedMs: null },
      { moment: 'ended', outcome: 'done' },
    ])
  })

  test('and refused by the estate says refused', async () => {
    const { told } = await conducted('arm', undefined, async () => {
      throw new DrillError('refused', 'approvals-missing')
    })
    expect(told.at(-1)).toMatchObject({ outcome: 'refused', detail: 'approvals-missing' })
  })
})

test('who takes part stands in the journal', async () => {
  const { history } = await conducted('arm')
  expect(recordsOf(history, 'run.roster')).toMatchObject([{ coordinator: 'ada', approvers: ['bob'] }])
})
