import fc from 'fast-check'
import { expect, it } from 'vitest'
import { EmergencyAccess } from '../../../docker/reference/services/ledger/emergency.ts'
import { testClock } from '../clock.ts'
import { approve, known } from './approvers.ts'

const name = fc.constantFrom('one', 'two', 'three', 'left', 'stranger')
const names = fc.oneof(fc.array(name, { maxLength: 3 }), fc.constantFrom(['one', 'two'], ['two', 'three']))
const incident = fc.constantFrom('i-1', 'i-2')
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('arm' as const),
      names,
      incident,
    }),
  },
  fc.record({ do: fc.constant('replay' as const) }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('disarm' as const), name, incident }) },
  fc.record({ do: fc.constant('session' as const) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 30_000, 60_000) }),
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** Two different people of those who may approve, and nobody else. */
const mayArm = (names: readonly string[]) =>
  names.length >= 2 &&
  new Set(names).size === names.length &&
  names.every((n) => ['one', 'two', 'three'].includes(n))

class Drill {
  readonly clock = testClock()
  readonly emergency = new EmergencyAccess({
    ...{ approvers: () => known, alert: () => {}, defects: new Set<string>(), nowMs: this.clock.nowMs },
  })
  readonly credentials: string[] = []
  readonly sessions: string[] = []
  used: readonly string[] = []
  /** What a reader of the contract expects: who armed and until when. */
  armed: { incident: string; untilMs: number; credential: string } | undefined

  async take(taken: Step): Promise<void> {
    if (taken.do === 'arm') return this.arm(taken.names, taken.incident)
    if (taken.do === 'replay') return this.replay()
    if (taken.do === 'disarm') return this.disarm(taken.name, taken.incident)
    if (taken.do === 'wait') return this.clock.advance(taken.ms)
    const session = await this.emergency.openSession(this.credentials.at(-1) ?? '')
    if (session) this.sessions.push(session)
  }

  async arm(names: readonly string[], incident: string): Promise<void> {
    const before = this.live()
    const approvals = await Promise.all(names.map((n) => approve(n, this.clock.nowMs(), { incident })))
    const ask = { incident, requester: 'ops-lead', scope: 'ledger:read', ttlMs: 60_000, approvals }
    const result = await this.emergency.arm(ask)
    expect(typeof result === 'object').toBe(mayArm(names) && !before)
    if (typeof result === 'string') return
    this.used = approvals
    this.credentials.push(result.credential)
    this.armed = { incident, untilMs: result.expiresAtMs, credential: result.credential }
  }

  async replay(): Promise<void> {
    for (const incident of ['i-1', 'i-2']) {
      const ask = {
        incident,
        requester: 'ops-lead',
        scope: 'ledger:read',
        ttlMs: 60_000,
        approvals: this.used,
      }
      expect(typeof (await this.emergency.arm(ask))).toBe('string')
    }
  }

  async disarm(name: string, incident: string): Promise<void> {
    const jws = await approve(name, this.clock.nowMs(), { action: 'disarm', incident })
    const result = await this.emergency.disarm(incident, jws)
    if (typeof result === 'object') this.armed = undefined
  }

  live() {
    return this.armed && this.armed.untilMs > this.clock.nowMs() ? this.armed : undefined
  }

  async check(): Promise<void> {
    const live = this.live()
    expect(this.emergency.state().state).toBe(live ? 'armed' : 'sealed')
    for (const credential of this.credentials) {
      const works = (await this.emergency.withCredential(credential)) !== undefined
      expect(works).toBe(credential === live?.credential)
    }
    if (!live)
      for (const session of this.sessions) expect(this.emergency.withSession(session)).toBeUndefined()
  }
}

it('no sequence of steps lets a credential or session work while the ledger is sealed', async () => {
  let armedOnce = 0
  const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
    const drill = new Drill()
    for (const taken of steps) {
      await drill.take(taken)
      await drill.check()
    }
    armedOnce += drill.credentials.length
  })
  await fc.assert(property, { numRuns: 150 })
  expect(armedOnce).toBeGreaterThan(20)
})
