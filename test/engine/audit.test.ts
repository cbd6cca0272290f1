import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { audit } from '../../harness/engine/audit.ts'
import { judge } from '../../harness/engine/judge.ts'
import type { FollowUp } from '../../harness/model/audit.ts'
import type { PlannedRunbook } from '../../harness/model/plan.ts'
import type { Fact, History } from '../../harness/model/record.ts'
import { oracles } from '../../harness/oracles/index.ts'
import { plan } from '../oracles/synthetic-plan.ts'
import { moments, run, type World } from '../oracles/synthetic-run.ts'

function audited(world: World = {}, more: Partial<Parameters<typeof audit>[0]> = {}) {
  const history = run(world)
  return of(history, more)
}

function of(history: History, more: Partial<Parameters<typeof audit>[0]> = {}) {
  const judgement = judge(history, plan, oracles)
  return audit({
    ...{ run: 'r', number: 3, plan, history, judgement, followUps: [], signOffs: [] },
    ...more,
  })
}

/** Revoked sessions live on, so that something failed. */
const lax: World = {
  outcome: (access, ms, clean) => (access === 'revoked-session' && ms > 60_000 ? 'granted' : clean),
}

describe('the record of a clean run', () => {
  const record = audited()

  test('has no anomaly, and nothing that waits for somebody', () => {
    expect(record.verdict).toBe('passed')
    expect(record.anomalies).toEqual([])
    expect(record.open).toEqual([])
    expect(record.number).toBe(3)
  })

  test('tells every step with when it was due and when it was done', () => {
    expect(record.steps.map(({ step, outcome }) => [step, outcome])).toEqual(
      plan.steps.map(({ id }) => [id, 'done']),
    )
    const arm = record.steps.find(({ step }) => step === 'arm-4')
    expect(arm).toMatchObject({ plannedAtMs: 35_000, beganMs: 35_000, endedMs: moments.armed })
  })

  test('follows the emergency credential from custody to the new seal', () => {
    const stages = record.custody.map(({ stage }) => stage)
    for (const stage of ['custody', 'approval', 'retrieval', 'use', 'alert', 'disarm', 'rotation', 're-seal'])
      expect(stages).toContain(stage)
    const times = record.custody.map(({ atMs }) => atMs ?? Number.NaN)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    const alert = record.custody.find(({ text }) => text.startsWith('emergency-used'))
    expect(alert?.latencyMs).toBe(140)
  })

  test('measures how long recovery took', () => {
    expect(record.recoveryObjective.objectiveMs).toBeNull()
    expect(record.recoveryObjective.measuredMs).toBeGreaterThan(0)
  })
})

describe('what went wrong', () => {
  test('a failed finding is open until somebody takes it', () => {
    const record = audited(lax)
    expect(record.open.length).toBeGreaterThan(0)
    expect(record.open).toEqual([...new Set(record.open)])
    const [finding = ''] = record.open
    const taken: FollowUp = {
      ...{ finding, kind: 'remediation', owner: 'iam-team', until: '2026-12-24', text: 'repair it' },
    }
    const unrelated = { ...taken, finding: 'recovery/other' }
    const answered = audited(lax, { followUps: [taken, unrelated] })
    expect(answered.open).not.toContain(finding)
    expect(answered.followUps).toEqual([taken])
  })

  test.each([
    ['a clock step', { type: 'clock.step', byMs: 3_000 }, 'clock jumped by 3000 ms'],
    ['an actor that failed', { type: 'actor.failed', actor: 'clerk', detail: 'no browser' }, 'no browser'],
    [
      'a witness that contradicts',
      ...([
        { type: 'witness', fault: 'f', moment: 'hold', witness: 'canary', ok: false, detail: 'open' },
        'canary (hold) contradicts',
      ] as const),
    ],
    [
      'a control that was let through',
      ...([
        { type: 'control', actor: 'e', control: 'one-approval', beganMs: 1, endMs: 2, outcome: 'granted' },
        'one-approval was not refused',
      ] as const),
    ],
    ['a signal', { type: 'signal', signal: 'SIGINT', count: 1 }, 'SIGINT'],
    ['an unclean end', { type: 'run.ended', status: 'errored', clean: false, detail: 'lost' }, 'uncleanly'],
  ] as const)('%s is an anomaly', (_name, fact, text) => {
    const { anomalies } = audited({ facts: (facts) => [...facts, { atMs: 50_000, fact }] })
    expect(anomalies).toHaveLength(1)
    expect(anomalies[0]?.text).toContain(text)
    expect(anomalies[0]?.events).toHaveLength(1)
  })

  test('a journal without an end is an anomaly', () => {
    const { anomalies } = of(run().filter(({ type }) => type !== 'run.ended'))
    expect(anomalies.map(({ text }) => text).join()).toContain('cut off')
  })

  test('recovery is not measured when something never came back', () => {
    const record = audited({
      outcome: (access, ms, clean) => (access === 'refresh' && ms > 80_000 ? 'unavailable' : clean),
    })
    expect(record.recoveryObjective.measuredMs).toBeNull()
  })
})

describe('a runbook that was followed', () => {
  const person = { by: 'person', who: 'ops-lead', planned: 5_000 } as const
  const book: PlannedRunbook = {
    ...{ name: 'b', digest: 'sha256:0', version: '3', title: 'B', accountable: 'operations' },
    steps: [
      { id: 'open', title: 'Open', ...person },
      { id: 'arm', title: 'Arm', by: 'machine', who: 'ledger', does: 'arm' },
      { id: 'close', title: 'Close', ...person },
      { id: 'learn', title: 'Learn', ...person },
    ],
  }
  const steps = [
    ...plan.steps.map((step) =>
      step.id === 'arm-4' ? { ...step, conducts: { runbook: 'b', step: 'arm' } } : step,
    ),
    ...['open', 'close'].map((step) => ({
      ...{ id: `ask-${step}`, step: 'ask', atMs: 22_000, options: {}, conducts: { runbook: 'b', step } },
    })),
  ]
  const stepped = (atMs: number, step: string, more: object) => ({
    atMs,
    fact: {
      type: 'runbook.step',
      runbook: 'b',
      step,
      ...{ by: 'person', who: 'ops-lead' },
      plannedMs: 5_000,
      ...more,
    } as Fact,
  })
  const history = run({
    facts: (facts) => [
      ...facts,
      stepped(22_000, 'open', { moment: 'began' }),
      stepped(29_500, 'open', {
        moment: 'ended',
        outcome: 'done',
        who: 'ada',
        answer: 'INC-1',
        via: 'terminal',
      }),
      stepped(30_000, 'close', { moment: 'began' }),
      stepped(31_000, 'close', { moment: 'ended', outcome: 'failed', answer: 'failed', via: 'terminal' }),
    ],
  })
  const followed = { ...plan, runbooks: [book], steps }
  const record = of(history, { plan: followed })

  test('has every step, done or not, with who and how long; what the drill did beside it comes after', () => {
    const { steps: told } = record
    expect(told.slice(0, 4).map(({ step, who, outcome, note }) => [step, who, outcome, note])).toEqual([
      ['open', 'ada', 'done', 'INC-1'],
      ['arm', 'ledger', 'not-done', undefined],
      ['close', 'ops-lead', 'failed', 'failed'],
      ['learn', 'ops-lead', 'not-done', 'no part of this drill'],
    ])
    expect(told[0]).toMatchObject({ plannedMs: 5_000, plannedAtMs: 22_000, beganMs: 22_000, endedMs: 29_500 })
    expect(told.slice(4).map(({ runbook }) => runbook)).toEqual(plan.steps.slice(1).map(() => ''))
    expect(record.runbooks).toEqual([{ name: 'b', title: 'B', version: '3', digest: 'sha256:0' }])
  })

  test('what was late or could not be done is an anomaly', () => {
    expect(record.anomalies.map(({ text }) => text)).toEqual([
      'ops-lead could not do b/close: failed.',
      '"Open" took 7.5 s, planned were 5.0 s.',
    ])
  })
})

test('any part of a history can be audited, and only its own events are cited', () => {
  const whole = run(lax)
  fc.assert(
    fc.property(fc.array(fc.nat(whole.length - 1), { maxLength: 60 }), fc.boolean(), (places, head) => {
      const chosen = new Set(places)
      const part = head
        ? whole.slice(0, places[0] ?? 0)
        : whole.filter((entry, index) => entry.type !== 'attempt' && !chosen.has(index))
      const record = of(part)
      const seqs = new Set(part.map(({ seq }) => seq))
      const cited = [...record.steps, ...record.custody, ...record.anomalies].flatMap(({ events }) => events)
      expect(cited.filter((seq) => !seqs.has(seq))).toEqual([])
      expect(record.steps).toHaveLength(plan.steps.length)
      expect(of(part)).toEqual(record)
      expect(JSON.parse(JSON.stringify(record))).toEqual(JSON.parse(JSON.stringify(of(part))))
    }),
    { numRuns: 60 },
  )
})
