import { describe, expect, it } from 'vitest'
import {
  type Arming,
  EmergencyAccess,
  type EmergencyAlert,
} from '../../../docker/reference/services/ledger/emergency.ts'
import { testClock } from '../clock.ts'
import { approve, type Content, known } from './approvers.ts'

function ledger(...defects: string[]) {
  const clock = testClock()
  const alerts: EmergencyAlert[] = []
  const emergency = new EmergencyAccess({
    ...{ approvers: () => known, alert: (alert) => alerts.push(alert), defects: new Set(defects) },
    nowMs: clock.nowMs,
  })
  const by = (name: string, content?: Partial<Content>, key?: string) =>
    approve(name, clock.nowMs(), content, key)
  const armWith = (approvals: readonly string[], change: Partial<Arming> = {}) =>
    emergency.arm({
      ...{ incident: 'i-1', requester: 'ops-lead', scope: 'ledger:read', ttlMs: 60_000, approvals },
      ...change,
    })
  const arm = async () => {
    const result = await armWith([await by('one'), await by('two')])
    if (typeof result === 'string') throw new TypeError(result)
    return result
  }
  const disarm = async () => emergency.disarm('i-1', await by('one', { action: 'disarm' }))
  return { clock, alerts, emergency, by, armWith, arm, disarm }
}

describe('emergency access', () => {
  it('is sealed at first', async () => {
    const { emergency } = ledger()
    expect(emergency.state()).toEqual({ state: 'sealed', generation: 1 })
    expect(await emergency.withCredential('anything')).toBeUndefined()
    expect(emergency.withSession('anything')).toBeUndefined()
  })

  it('is armed by two approvers, and its credential works', async () => {
    const { arm, emergency, clock } = ledger()
    const { credential, expiresAtMs } = await arm()
    expect(expiresAtMs).toBe(clock.nowMs() + 60_000)
    expect(emergency.state()).toEqual({ state: 'armed', generation: 1, incident: 'i-1', expiresAtMs })
    expect(await emergency.withCredential(credential)).toMatchObject({ scope: ['ledger:read'] })
  })

  it('ends with its time, sessions too, and the key changes', async () => {
    const { arm, emergency, clock } = ledger()
    const { credential } = await arm()
    const session = (await emergency.openSession(credential)) ?? ''
    expect(emergency.withSession(session)).toBeDefined()
    clock.advance(59_999)
    expect(emergency.withSession(session)).toBeDefined()
    clock.advance(1)
    expect(emergency.withSession(session)).toBeUndefined()
    expect(await emergency.withCredential(credential)).toBeUndefined()
    expect(await emergency.openSession(credential)).toBeUndefined()
    expect(emergency.state()).toEqual({ state: 'sealed', generation: 2 })
  })

  it('is not used by a credential that ends while it is checked', async () => {
    const { arm, emergency, clock } = ledger()
    const use = emergency.withCredential((await arm()).credential)
    clock.advance(60_000)
    expect(await use).toBeUndefined()
  })

  it('ends when it is disarmed while it would still be valid', async () => {
    const { arm, disarm, emergency } = ledger()
    const { credential } = await arm()
    const session = (await emergency.openSession(credential)) ?? ''
    expect(await disarm()).toEqual({ state: 'sealed', generation: 2 })
    expect(await emergency.withCredential(credential)).toBeUndefined()
    expect(emergency.withSession(session)).toBeUndefined()
    const next = await arm()
    expect(await emergency.withCredential(credential)).toBeUndefined()
    expect(emergency.withSession(session)).toBeUndefined()
    expect(await emergency.withCredential(next.credential)).toBeDefined()
  })

  it('tells the pager of arming, of each first use and of the end', async () => {
    const { arm, disarm, emergency, alerts } = ledger()
    const { credential } = await arm()
    await emergency.withCredential(credential)
    const session = (await emergency.openSession(credential)) ?? ''
    emergency.withSession(session)
    emergency.withSession(session)
    await disarm()
    expect(alerts.map(({ alert, cause, session }) => [alert, cause, session !== undefined])).toEqual([
      ['emergency-armed', undefined, false],
      ['emergency-used', undefined, false],
      ['emergency-used', undefined, true],
      ['emergency-disarmed', 'disarmed', false],
    ])
    expect(new Set(alerts.map(({ credentialId }) => credentialId)).size).toBe(1)
    expect(JSON.stringify(alerts)).not.toContain(credential)
  })

  it('says that it expired without being asked for access', async () => {
    const { arm, emergency, alerts, clock } = ledger()
    await arm()
    clock.advance(60_000)
    emergency.expire()
    expect(alerts.at(-1)).toMatchObject({ alert: 'emergency-disarmed', cause: 'expired' })
  })

  it('is armed once when two requests come at the same time', async () => {
    const { armWith, by } = ledger()
    const [first, second] = [
      [await by('one'), await by('two')],
      [await by('one'), await by('three')],
    ]
    const results = await Promise.all([armWith(first), armWith(second)])
    expect(results.filter((result) => result === 'already-armed')).toHaveLength(1)
  })
})

type Setup = ReturnType<typeof ledger>
const two = async (l: Setup, change: Partial<Content>) => [await l.by('one'), await l.by('two', change)]

describe('arming is refused', () => {
  const cases: readonly (readonly [string, string, (l: Setup) => Promise<unknown>])[] = [
    ['approvals-missing', 'without approvals', async (l) => l.armWith([])],
    ['approvals-missing', 'with one', async (l) => l.armWith([await l.by('one')])],
    [
      'approver-repeated',
      'with two of one approver',
      async (l) => l.armWith([await l.by('one'), await l.by('one')]),
    ],
    ['approver-repeated', 'with one twice', async (l) => l.armWith(await l.by('one').then((a) => [a, a]))],
    [
      'approver-is-requester',
      'when the requester approves',
      async (l) =>
        l.armWith([await l.by('one', { requester: 'two' }), await l.by('two', { requester: 'two' })], {
          requester: 'two',
        }),
    ],
    ['incident-mismatch', 'for another incident', async (l) => l.armWith(await two(l, { incident: 'i-2' }))],
    [
      'approver-inactive',
      'with one who left',
      async (l) => l.armWith([await l.by('one'), await l.by('left')]),
    ],
    [
      'approver-unknown',
      'with a stranger',
      async (l) => l.armWith([await l.by('one'), await l.by('stranger')]),
    ],
    [
      'approval-invalid',
      'with a forged one',
      async (l) => l.armWith([await l.by('one'), await l.by('two', {}, 'stranger')]),
    ],
    ['approval-invalid', 'with rubbish', async (l) => l.armWith([await l.by('one'), 'rubbish'])],
    [
      'approval-invalid',
      'for another scope',
      async (l) => l.armWith(await two(l, { scope: 'ledger:write' })),
    ],
    [
      'approval-invalid',
      'for another requester',
      async (l) => l.armWith(await two(l, { requester: 'else' })),
    ],
    [
      'approval-invalid',
      'with one for disarming',
      async (l) => l.armWith(await two(l, { action: 'disarm' })),
    ],
    [
      'approval-invalid',
      'with one from the future',
      async (l) =>
        l.armWith(await two(l, { iat: l.clock.nowMs() / 1000 + 120, exp: l.clock.nowMs() / 1000 + 300 })),
    ],
    [
      'approval-expired',
      'with an expired one',
      async (l) => l.armWith(await two(l, { exp: l.clock.nowMs() / 1000 })),
    ],
    [
      'approval-expired',
      'with one from before a restart',
      async (l) => l.armWith(await two(l, { iat: l.clock.nowMs() / 1000 - 2 })),
    ],
    ['ttl-too-long', 'for more than an hour', async (l) => l.armWith(await two(l, {}), { ttlMs: 3_600_001 })],
    [
      'already-armed',
      'when it is armed',
      async (l) => l.arm().then(() => l.arm().catch((e: Error) => e.message)),
    ],
    [
      'approval-replayed',
      'with one that was used',
      async (l) => {
        const approvals = [await l.by('one'), await l.by('two')]
        await l.armWith(approvals)
        await l.disarm()
        return l.armWith(approvals)
      },
    ],
  ]
  it.each(cases)('%s: %s', async (code, _, attempt) => {
    const setup = ledger()
    expect(await attempt(setup)).toBe(code)
    if (code !== 'already-armed') expect(setup.emergency.state().state).toBe('sealed')
  })

  it('and a refusal uses no approval up', async () => {
    const { armWith, by } = ledger()
    const approval = await by('one')
    await armWith([approval])
    expect(await armWith([approval, await by('two')])).toHaveProperty('credential')
  })
})

describe('disarming', () => {
  it('needs a good approval of this incident', async () => {
    const l = ledger()
    await l.arm()
    const attempts = {
      'approval-invalid': await l.by('one'),
      'incident-mismatch': await l.by('one', { action: 'disarm', incident: 'i-2' }),
      'approver-inactive': await l.by('left', { action: 'disarm' }),
      'approver-unknown': await l.by('stranger', { action: 'disarm' }),
    }
    for (const [code, jws] of Object.entries(attempts))
      expect(await l.emergency.disarm('i-1', jws)).toBe(code)
    const other = await l.by('one', { action: 'disarm', incident: 'i-2' })
    expect(await l.emergency.disarm('i-2', other)).toBe('incident-mismatch')
    expect(l.emergency.state().state).toBe('armed')
  })

  it('is not done twice with one approval', async () => {
    const l = ledger()
    await l.arm()
    const approval = await l.by('one', { action: 'disarm' })
    await l.emergency.disarm('i-1', approval)
    await l.arm()
    expect(await l.emergency.disarm('i-1', approval)).toBe('approval-replayed')
  })

  it('of a sealed ledger changes nothing', async () => {
    const l = ledger()
    expect(await l.disarm()).toEqual({ state: 'sealed', generation: 1 })
    expect(l.alerts).toEqual([])
  })
})

describe('seeded defects', () => {
  it('emergency-one-approval arms with one', async () => {
    const { armWith, by } = ledger('emergency-one-approval')
    expect(await armWith([await by('one')])).toHaveProperty('credential')
  })

  it('emergency-one-approval still refuses none', async () => {
    expect(await ledger('emergency-one-approval').armWith([])).toBe('approvals-missing')
  })

  it('emergency-survives-disarm honours credential and session until they expire', async () => {
    const { arm, disarm, emergency, clock } = ledger('emergency-survives-disarm')
    const { credential } = await arm()
    const session = (await emergency.openSession(credential)) ?? ''
    expect(await disarm()).toEqual({ state: 'sealed', generation: 2 })
    expect(await emergency.withCredential(credential)).toBeDefined()
    expect(emergency.withSession(session)).toBeDefined()
    clock.advance(60_000)
    expect(await emergency.withCredential(credential)).toBeUndefined()
  })

  it('disarm-by-anyone lets somebody who has left seal, and nobody else', async () => {
    const { arm, armWith, by, emergency } = ledger('disarm-by-anyone')
    await arm()
    expect(await emergency.disarm('i-1', await by('stranger', { action: 'disarm' }))).toBe('approver-unknown')
    expect(await emergency.disarm('i-1', await by('left', { action: 'disarm' }))).toMatchObject({
      state: 'sealed',
    })
    expect(await armWith([await by('one'), await by('left')])).toBe('approver-inactive')
  })

  it('alert-dropped keeps quiet about use alone', async () => {
    const { arm, disarm, emergency, alerts } = ledger('alert-dropped')
    await emergency.withCredential((await arm()).credential)
    await disarm()
    expect(alerts.map(({ alert }) => alert)).toEqual(['emergency-armed', 'emergency-disarmed'])
  })
})
