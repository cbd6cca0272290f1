import { describe, expect, it } from 'vitest'
import { judge } from '../../harness/engine/judge.ts'
import type { Fact, History } from '../../harness/model/record.ts'
import type { Outcome } from '../../harness/model/words.ts'
import { oracles } from '../../harness/oracles/index.ts'
import { plan } from './synthetic-plan.ts'
import { idpAway, moments, run, type Timed, type World } from './synthetic-run.ts'

const verdicts = (history: History) =>
  Object.fromEntries(
    judge(history, plan, oracles).findings.map((finding) => [finding.oracle, finding.verdict]),
  )
const codes = (history: History, oracle: string) =>
  judge(history, plan, oracles)
    .findings.find((finding) => finding.oracle === oracle)
    ?.reasons.map((reason) => reason.code)
const allPassed = {
  'fallback-access': 'passed',
  'session-continuity': 'passed',
  revocation: 'passed',
  'fail-closed': 'passed',
  recovery: 'passed',
}
const change = (of: Fact['type'], how: (fact: Fact) => Fact | undefined) => (facts: readonly Timed[]) =>
  facts.flatMap((entry) => {
    if (entry.fact.type !== of) return [entry]
    const fact = how(entry.fact)
    return fact ? [{ ...entry, fact }] : []
  })
const answering = (classes: readonly string[], when: (ms: number) => boolean, outcome: Outcome): World => ({
  outcome: (access, ms, clean) => (classes.includes(access) && when(ms) ? outcome : clean),
})
const from =
  (start: number, end = Number.POSITIVE_INFINITY) =>
  (ms: number) =>
    ms >= start && ms < end
const both = (a: World, b: World): World => ({
  outcome: (access, ms, clean) => b.outcome?.(access, ms, a.outcome?.(access, ms, clean) ?? clean) ?? clean,
})

describe('a clean run', () => {
  it('keeps every promise, and says what each rests on', () => {
    const judged = judge(run(), plan, oracles)
    expect(
      judged.findings.flatMap((finding) => finding.reasons.filter((reason) => reason.verdict !== 'passed')),
    ).toEqual([])
    expect(verdicts(run())).toEqual(allPassed)
    expect(judged.verdict).toBe('passed')
    for (const finding of judged.findings) {
      expect(finding.reasons.length).toBeGreaterThan(0)
      for (const reason of finding.reasons) expect(reason.events, reason.text).not.toEqual([])
    }
  })

  it('names an owner for every access class', () => {
    const owned = judge(run(), plan, oracles).findings.flatMap((finding) =>
      finding.reasons.filter((reason) => reason.access),
    )
    expect(owned.filter((reason) => !reason.owner).map((reason) => reason.access)).toEqual([])
  })

  it('measures latency, debt, continuity and recovery as intervals', () => {
    const measures = judge(run(), plan, oracles).findings.flatMap((finding) => finding.measures)
    const of = (name: string, access: string) =>
      measures.find((measure) => measure.name === name && measure.access === access)
    expect(of('revocation-latency', 'revoked-token')?.highMs).toBeLessThan(1_000)
    const debt = of('revocation-debt', 'revoked-person')
    expect(debt?.lowMs).toBeGreaterThanOrEqual(moments.healing - moments.personAsked)
    expect(debt?.highMs).toBeGreaterThanOrEqual(moments.personRevoked - moments.personAsked)
    expect(of('continuity', 'app-session')?.text).toMatch(/lived 60\.0 s of 60\.0 s/)
    expect(of('continuity', 'refresh')?.lowMs).toBe(0)
    expect(of('time-to-steady', 'refresh')?.highMs).toBeGreaterThan(moments.restarted - moments.healed - 1)
    for (const measure of measures) expect(measure.lowMs, measure.text).toBeLessThanOrEqual(measure.highMs)
  })
})

const control = (name: string, outcome: Outcome) =>
  change('control', (fact) =>
    fact.type === 'control' && fact.control === name ? { ...fact, outcome } : fact,
  )
const session = ['app-session', 'reconnect']

/** Each defect, the one finding that it must turn to failed, and the word for why. */
const defects: Record<string, [oracle: string, code: string, world: World]> = {
  'fails open without keys': [
    'fail-closed',
    'granted-though-refused',
    answering(['forged-token', 'expired-token'], from(moments.cut, moments.healed), 'granted'),
  ],
  'failed introspection counts as active': [
    'fail-closed',
    'granted-though-refused',
    answering(['token-introspected', 'revoked-person', 'revoked-person-twin'], idpAway, 'granted'),
  ],
  'revoked person let in only while the IdP restarts': [
    'fail-closed',
    'granted-unverified',
    answering(
      ['revoked-person', 'revoked-person-twin'],
      from(moments.restarting, moments.restarted),
      'granted',
    ),
  ],
  'revoked session honoured from a cache': [
    'revocation',
    'granted-after-deadline',
    answering(['revoked-session'], from(0), 'granted'),
  ],
  'deny-list ignored: ended by expiry only': [
    'revocation',
    'granted-after-deadline',
    {
      ...answering(['revoked-token'], from(0, 60_000), 'granted'),
      extra: (access) => (access === 'revoked-token' ? { expiresMs: 60_000 } : {}),
    },
  ],
  'killed session restored by the SSO cookie': [
    'revocation',
    'revived',
    answering(['revoked-session'], from(moments.healed + 1_000), 'granted'),
  ],
  'revoked person back after recovery': [
    'revocation',
    'granted-after-deadline',
    answering(['revoked-person'], (ms) => !idpAway(ms), 'granted'),
  ],
  'revoked person back after the restart': [
    'revocation',
    'revived',
    answering(['revoked-person'], from(moments.restarted), 'granted'),
  ],
  'session dropped in the outage': [
    'session-continuity',
    'not-granted',
    both(answering(session, from(30_000), 'challenged'), answering(['refresh'], from(30_000), 'denied')),
  ],
  'only the refresh ends the session': [
    'session-continuity',
    'ended-by-outage',
    answering(['refresh'], from(moments.cut), 'denied'),
  ],
  'the vault fails with the IdP': [
    'session-continuity',
    'not-granted',
    answering(['vault-read'], from(30_000, 50_000), 'unavailable'),
  ],
  'access lost before the fault': [
    'session-continuity',
    'not-granted',
    answering(['db-new'], from(5_000, 9_000), 'denied'),
  ],
  'break-glass needs the IdP': [
    'fallback-access',
    'not-granted',
    {
      ...answering(['emergency-armed', 'emergency-session'], idpAway, 'unavailable'),
      facts: control('out-of-scope', 'unavailable'),
    },
  ],
  'alert dropped': [
    'fallback-access',
    'alert-missing',
    {
      facts: change('alert', (fact) =>
        fact.type === 'alert' && fact.alert === 'emergency-used' ? { ...fact, ok: false } : fact,
      ),
    },
  ],
  'alert path dead': [
    'fallback-access',
    'alert-path-dead',
    {
      facts: change('alert', (fact) =>
        fact.type === 'alert' && fact.knownPositive ? { ...fact, ok: false } : fact,
      ),
    },
  ],
  'a client issues itself a secret': [
    'fail-closed',
    'control-granted',
    { facts: control('secret-reissued-by-its-holder', 'granted') },
  ],
  'one approval is enough': ['fail-closed', 'control-granted', { facts: control('one-approval', 'granted') }],
  'unarmed break-glass opens': [
    'fail-closed',
    'granted-though-refused',
    answering(['emergency-unarmed'], from(21_000, 24_000), 'granted'),
  ],
  'alive after disarm': [
    'revocation',
    'granted-though-refused',
    answering(['emergency-armed', 'emergency-session'], from(moments.armed), 'granted'),
  ],
  'key not rotated': [
    'revocation',
    'key-not-rotated',
    {
      facts: change('emergency.state', (fact) =>
        fact.type === 'emergency.state' ? { ...fact, generation: 1 } : fact,
      ),
    },
  ],
  'not sealed again': [
    'revocation',
    'not-resealed',
    {
      facts: change('emergency.state', (fact) =>
        fact.type === 'emergency.state' && fact.generation === 2 ? { ...fact, state: 'armed' } : fact,
      ),
    },
  ],
  'login does not come back': [
    'recovery',
    'not-granted',
    answering(['fresh-login'], from(moments.restarting), 'unavailable'),
  ],
  'session lost in recovery': [
    'recovery',
    'not-granted',
    answering(['app-session'], from(90_000), 'challenged'),
  ],
  'undo not read back as before': [
    'recovery',
    'undo-failed',
    {
      facts: change('undo.verified', (fact) =>
        fact.type === 'undo.verified' ? { ...fact, ok: false } : fact,
      ),
    },
  ],
}

describe('a seeded defect fails exactly the finding that it breaks', () => {
  it.each(Object.entries(defects))('%s', (_name, [oracle, code, world]) => {
    const history = run(world)
    expect(verdicts(history)).toEqual({ ...allPassed, [oracle]: 'failed' })
    expect(codes(history, oracle)).toContain(code)
  })

  it('every oracle of this plan is failed by at least one defect', () => {
    const judging = oracles.filter((oracle) => oracle.applies?.(plan) ?? true)
    expect(new Set(Object.values(defects).map(([oracle]) => oracle))).toEqual(
      new Set(judging.map((oracle) => oracle.name)),
    )
  })
})

/** Doubts about one promise: never a pass, never a failure. */
const doubts: Record<string, [oracle: string, code: string, world: World]> = {
  'twin denied too': [
    'revocation',
    'twin-denied-too',
    answering(['revoked-token-twin'], from(30_000), 'denied'),
  ],
  'twin never seen': [
    'revocation',
    'not-granted-before',
    answering(['revoked-token-twin'], from(0), 'indeterminate'),
  ],
  'twin not seen again': [
    'revocation',
    'twin-not-observed',
    answering(['revoked-token-twin'], from(moments.tokenRevoked), 'indeterminate'),
  ],
  'never denied explicitly': [
    'revocation',
    'never-denied',
    answering(['revoked-session'], from(34_000), 'unavailable'),
  ],
  'denied only once expired': [
    'revocation',
    'denied-only-by-expiry',
    { extra: (access) => (access.startsWith('revoked-token') ? { expiresMs: 30_000 } : {}) },
  ],
  'denied late, open until then is not known': [
    'revocation',
    'denied-too-late',
    answering(['revoked-session'], from(34_000, 45_000), 'unavailable'),
  ],
  'not tried for a while': [
    'revocation',
    'not-watched',
    answering(['revoked-token'], from(50_000, 60_000), 'indeterminate'),
  ],
  'not denied to the end': [
    'revocation',
    'denial-not-stable',
    answering(['revoked-session'], from(110_000), 'unavailable'),
  ],
  'command never got through': [
    'revocation',
    'not-commanded',
    {
      facts: change('step.ended', (fact) =>
        fact.type === 'step.ended' && fact.step === 'revoke-2' ? { ...fact, ok: false } : fact,
      ),
    },
  ],
  'disarm not done': [
    'revocation',
    'not-disarmed',
    {
      facts: change('step.ended', (fact) =>
        fact.type === 'step.ended' && fact.step === 'disarm-6' ? undefined : fact,
      ),
    },
  ],
  'seal not seen': ['revocation', 'seal-not-observed', { facts: change('emergency.state', () => undefined) }],
  'an unavailable is no denial': [
    'revocation',
    'not-denied-explicitly',
    answering(['revoked-token'], from(70_000, 70_500), 'unavailable'),
  ],
  'no controls tried': ['fail-closed', 'controls-not-tried', { facts: change('control', () => undefined) }],
  'only the vault’s control tried': [
    'fail-closed',
    'controls-not-tried',
    {
      facts: change('control', (fact) =>
        fact.type === 'control' && fact.control === 'secret-reissued-by-its-holder' ? fact : undefined,
      ),
    },
  ],
  'a control without an answer': [
    'fail-closed',
    'control-unanswered',
    { facts: control('one-approval', 'indeterminate') },
  ],
  'a class never tried': [
    'session-continuity',
    'nothing-observed',
    answering(['app-session'], from(20_000, 80_000), 'indeterminate'),
  ],
  'a class never tried afterwards': [
    'recovery',
    'nothing-observed',
    answering(['db-new'], from(100_000), 'indeterminate'),
  ],
  'nobody looked for alerts': [
    'fallback-access',
    'alert-not-observed',
    { facts: change('alert', (fact) => (fact.type === 'alert' && !fact.knownPositive ? undefined : fact)) },
  ],
  'alert path not tried': [
    'fallback-access',
    'alert-path-not-tried',
    { facts: change('alert', (fact) => (fact.type === 'alert' && fact.knownPositive ? undefined : fact)) },
  ],
  'armed before the outage': [
    'fallback-access',
    'armed-outside-outage',
    {
      facts: change('step.ended', (fact) =>
        fact.type === 'step.ended' && fact.step === 'arm-4'
          ? { ...fact, beganMs: 10_000, endMs: 10_200 }
          : fact,
      ),
    },
  ],
  'nobody read the undo back': [
    'recovery',
    'undo-not-verified',
    { facts: change('undo.verified', () => undefined) },
  ],
}

describe('what was not shown is inconclusive', () => {
  it.each(Object.entries(doubts))('%s', (_name, [oracle, code, world]) => {
    const history = run(world)
    expect(verdicts(history)).toEqual({ ...allPassed, [oracle]: 'inconclusive' })
    expect(codes(history, oracle)).toContain(code)
  })
})

const witnesses = run().filter((entry) => entry.type === 'witness')
const spoiled = defects['alive after disarm']?.[2] as World

describe('without proof nothing is concluded, whatever happened', () => {
  it.each(witnesses.map((entry) => [`${entry.witness} at ${entry.moment}`, entry] as const))(
    '%s failed',
    (_name, { moment, witness }) => {
      const facts = change('witness', (fact) =>
        fact.type === 'witness' && fact.moment === moment && fact.witness === witness
          ? { ...fact, ok: false }
          : fact,
      )
      for (const world of [{ facts }, { ...spoiled, facts }]) {
        const judged = judge(run(world), plan, oracles)
        expect(judged.findings.map((finding) => finding.verdict)).toEqual(Array(5).fill('inconclusive'))
        expect(judged.findings.flatMap((finding) => finding.reasons.map((reason) => reason.code))).toContain(
          'fault-not-proven',
        )
      }
    },
  )

  it.each(witnesses.map((entry) => [`${entry.witness} at ${entry.moment}`, entry] as const))(
    '%s missing',
    (_name, { moment, witness }) => {
      const facts = change('witness', (fact) =>
        fact.type === 'witness' && fact.moment === moment && fact.witness === witness ? undefined : fact,
      )
      expect(new Set(Object.values(verdicts(run({ facts }))))).toEqual(new Set(['inconclusive']))
    },
  )

  const everywhere = (world: World) => new Set(Object.values(verdicts(run(world))))
  const plus = (fact: Fact) => ({ facts: (facts: readonly Timed[]) => [...facts, { atMs: 50_000, fact }] })
  const ended = (status: 'aborted' | 'errored') => ({
    facts: change('run.ended', (fact) => ({ ...fact, status }) as Fact),
  })

  it.each(['errored', 'aborted'] as const)(
    'a run that ended %s says that, and nothing that follows from it',
    (status) => {
      const cut = change('witness', () => undefined)
      const facts = (given: readonly Timed[]) => [
        ...cut(ended(status).facts(given)),
        { atMs: 50_000, fact: { type: 'clock.step', byMs: 4_000 } as Fact },
      ]
      for (const { verdict, summary, reasons } of judge(run({ facts }), plan, oracles).findings) {
        expect(verdict).toBe(status)
        expect(reasons.map(({ code }) => code)).toEqual([`run-${status}`])
        expect(summary).toBe(reasons[0]?.text)
      }
    },
  )

  it('a jump of the clock is inconclusive', () =>
    expect(everywhere(plus({ type: 'clock.step', byMs: 4_000 }))).toEqual(new Set(['inconclusive'])))
  it('an aborted run is aborted', () => expect(everywhere(ended('aborted'))).toEqual(new Set(['aborted'])))
  it('a run that failed is errored', () => expect(everywhere(ended('errored'))).toEqual(new Set(['errored'])))
  it('a run without an end is errored', () =>
    expect(everywhere({ facts: change('run.ended', () => undefined) })).toEqual(new Set(['errored'])))
  it('an interrupted run is errored', () =>
    expect(everywhere(plus({ type: 'run.interrupted', detail: 'the runner died' }))).toEqual(
      new Set(['errored']),
    ))
})
