import { randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ledgerApp } from '../../docker/reference/services/ledger/app.ts'
import { approvers } from '../../docker/reference/services/ledger/approval.ts'
import { EmergencyAccess } from '../../docker/reference/services/ledger/emergency.ts'
import { alertStore } from '../../docker/reference/services/pager/alerts.ts'
import { pagerApp } from '../../docker/reference/services/pager/app.ts'
import type { Change, Control } from '../../harness/model/record.ts'
import type { Stack } from '../../harness/stacks/stack.ts'
import { emergencyActor } from '../../harness/workloads/emergency/access.ts'
import { runControls } from '../../harness/workloads/emergency/controls.ts'
import { deskOf } from '../../harness/workloads/emergency/desk.ts'
import { remembering } from '../../harness/workloads/emergency/given.ts'
import { emergencyLedger } from '../../harness/workloads/emergency/ledger.ts'
import { endedFor } from '../../harness/workloads/emergency/sealing.ts'
import type { Answer, Caller } from '../../harness/workloads/web/caller.ts'
import type { Recorder } from '../../harness/workloads/workload.ts'

beforeEach(() => void vi.spyOn(process.stdout, 'write').mockReturnValue(true))
afterEach(() => vi.restoreAllMocks())

const names = ['approver-one', 'approver-two', 'approver-left']
const signal = new AbortController().signal
const context = () => ({ signal, requestId: randomUUID(), nowMs: () => performance.now() })

async function keysOf(): Promise<{
  secrets: Record<string, string>
  known: ReturnType<typeof approvers.parse>
}> {
  const secrets: Record<string, string> = {}
  const known: { name: string; active: boolean; publicJwk: JWK }[] = []
  for (const name of names) {
    const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true })
    secrets[name] = JSON.stringify(await exportJWK(privateKey))
    known.push({ name, active: name !== 'approver-left', publicJwk: await exportJWK(publicKey) })
  }
  return { secrets, known: approvers.parse(known) }
}

/** The real ledger and pager, reached without a network. */
async function estate(...defects: string[]) {
  const { secrets, known } = await keysOf()
  const alerts = alertStore()
  const alert = (sent: object) => void alerts.receive({ ...sent })
  const set = new Set(defects)
  const emergency = new EmergencyAccess({ approvers: () => known, alert, defects: set })
  const never = async () => ({ kind: 'refused' as const, reason: 'no' })
  const entries = { list: async () => [{ id: 1 }], add: async (entry: object) => ({ id: 2, ...entry }) }
  const apps = {
    gateway: ledgerApp({
      ...{ entries, emergencyEntries: entries, validate: never, introspect: never },
      ...{ emergency, defects: set, alert },
      ...{ idpAnswers: async () => false, adminSecret: () => 'admin' },
      codes: { highest: async () => 0, spend: async () => true },
      codeSecret: () => 'code',
    }),
    pager: pagerApp({ alerts, secret: (name) => name }),
  }
  const identities = Object.fromEntries(names.map((name) => [name, { kind: 'approver', secret: name }]))
  const runbooks = { 'idp-outage': { requester: 'ops-lead', approvers: names.slice(0, 2) } }
  const stack = {
    estate: { identities, runbooks },
    secret: async (name: string) => secrets[name],
  } as unknown as Stack
  return { caller: callerOn(apps), stack, emergency }
}

function callerOn(
  apps: Record<string, { request: (path: string, init: RequestInit) => Response | Promise<Response> }>,
): Caller {
  return {
    name: 'operator',
    dispatcher: undefined as never,
    url: (callee, path) => new URL(path, `https://${callee}.estate.test`),
    close: async () => {},
    send: async ({ url, method = 'GET', bearer, json }): Promise<Answer> => {
      const headers = {
        'content-type': 'application/json',
        ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
      }
      const body = json === undefined ? undefined : JSON.stringify(json)
      const app = apps[url.hostname.split('.')[0] ?? '']
      const answer = await app?.request(url.pathname + url.search, { method, headers, body })
      if (!answer) throw Object.assign(new Error('nobody there'), { code: 'ECONNREFUSED' })
      const text = await answer.text()
      return {
        status: answer.status,
        text,
        setCookies: [],
        header: (name) => answer.headers.get(name) ?? undefined,
        json: () => JSON.parse(text),
      }
    },
  }
}

function record() {
  const controls: Omit<Control, 'type' | 'actor'>[] = []
  const alerts: Parameters<Recorder['alert']>[0][] = []
  const states: Parameters<Recorder['emergencyState']>[0][] = []
  const recorder: Recorder = {
    control: (fact) => void controls.push(fact),
    alert: (fact) => void alerts.push(fact),
    emergencyState: (fact) => void states.push(fact),
    nowMs: () => performance.now(),
  }
  return { recorder, controls, alerts, states }
}

async function enter(...defects: string[]) {
  const { caller, stack, emergency } = await estate(...defects)
  const path = { caller, adminSecret: 'admin', readSecret: 'pager-read' }
  const actor = await emergencyActor(emergencyLedger(caller), deskOf(stack, 'idp-outage'), path, 1_000)
  const attempt = async (access: string) => {
    const probe = actor.probes.find((candidate) => candidate.access === access)
    return (await probe?.attempt(context()))?.outcome
  }
  const room = { ledger: emergencyLedger(caller), desk: deskOf(stack, 'idp-outage'), signal }
  return { actor, attempt, room, state: () => emergency.state(), ...record() }
}

const every = [
  'one-approval',
  'same-approver-twice',
  'requester-as-approver',
  'approval-of-another-incident',
  'approver-who-left',
  'approval-replayed',
  'expired-credential',
  'disarm-by-approver-who-left',
  'disarm-by-approval-to-arm',
  'out-of-scope',
]
const asked = { approvals: 2, ttlMs: 60_000 }

describe('an estate that behaves', () => {
  test('refuses every control, arms with two approvals, alerts, and ends it all when disarmed', async () => {
    const { actor, attempt, recorder, controls, alerts, states } = await enter()
    const ready = () => actor.probes.map((probe) => probe.ready?.() ?? true)
    expect(ready()).toEqual([true, false, false])
    expect(await attempt('emergency-unarmed')).toBe('denied')

    await actor.emergency?.arm(asked, recorder, signal)
    expect(controls.map(({ control, outcome, detail }) => [control, outcome, detail ?? ''])).toEqual(
      every.map((control) => [control, 'denied', expect.not.stringContaining('not as')]),
    )
    expect(alerts.map(({ alert, ok, knownPositive }) => [alert, ok, knownPositive])).toEqual([
      ['alert-test', true, true],
      ['emergency-armed', true, false],
      ['emergency-used', true, false],
    ])
    expect(ready()).toEqual([true, true, true])
    expect(await attempt('emergency-armed')).toBe('granted')
    expect(await attempt('emergency-session')).toBe('granted')
    expect(await attempt('emergency-unarmed')).toBe('denied')

    await actor.emergency?.disarm(recorder, signal)
    expect(await attempt('emergency-armed')).toBe('denied')
    expect(await attempt('emergency-session')).toBe('denied')
    const [before, armed, sealed] = states
    expect([before?.state, armed?.state, sealed?.state]).toEqual(['sealed', 'armed', 'sealed'])
    expect(armed).toMatchObject({ requester: 'ops-lead', approvers: names.slice(0, 2) })
    expect(sealed).toMatchObject({ incident: armed?.incident, approvers: names.slice(0, 1) })
    expect(sealed?.generation).toBe((armed?.generation ?? 0) + 1)
  })

  test('does not arm with one approval, and whoever tries has nothing to show', async () => {
    const { actor, attempt, recorder } = await enter()
    const arming = actor.emergency?.arm({ ...asked, approvals: 1 }, recorder, signal)
    await expect(arming).rejects.toThrow('emergency access was not armed: approvals-missing')
    expect(await attempt('emergency-armed')).toBe('denied')
    expect(await attempt('emergency-session')).toBe('denied')
  })
})

describe('ending it from another process', () => {
  test('disarms what was armed for that incident, once', async () => {
    const { actor, attempt, recorder, states, room, state } = await enter()
    await actor.emergency?.arm(asked, recorder, signal)
    const incident = states.at(-1)?.incident ?? ''
    expect(await endedFor(room, incident)).toBe('was armed, and is disarmed')
    expect(state().state).toBe('sealed')
    expect(await attempt('emergency-armed')).toBe('denied')
    expect(await endedFor(room, incident)).toBeUndefined()
  })

  test('and a drill leave access alone that is armed for another incident', async () => {
    const { actor, recorder, room, state } = await enter()
    const real = { incident: 'a-real-one', requester: 'ops-lead', scope: 'ledger:read' }
    const approvals = await Promise.all(names.slice(0, 2).map((name) => room.desk.approve(name, 'arm', real)))
    await room.ledger.arm({ ...real, ttlMs: 60_000, approvals }, { signal })
    expect(await endedFor(room, 'drill-1')).toBe('has ended; access is armed for a-real-one now')
    await expect(actor.emergency?.arm(asked, recorder, signal)).rejects.toMatchObject({ code: 'refused' })
    expect(state()).toMatchObject({ state: 'armed', incident: 'a-real-one' })
  })

  test('is announced before each arming, and everything that was given is remembered', async () => {
    const { room, recorder } = await enter()
    const announced: Change[] = []
    const { ledger, held } = remembering(room.ledger, 'idp-outage', (what) => {
      announced.push(what)
      return { undone: () => {} }
    })
    const incidents = new Set<string>()
    await runControls({ ...room, ledger, recorder, incidents })
    // For one more an approval is signed, and nothing is asked for.
    const asked = [...incidents].filter((incident) => !incident.startsWith('another-'))
    expect(new Set(announced.map(({ name }) => name))).toEqual(new Set(asked))
    const given = held.map(({ kind, incident }) => `${kind} ${incident.replace(/-[0-9a-f]{8}$/, '')}`)
    expect(given).toEqual(
      ['approval-replayed', 'expired-credential', 'disarm-by-others'].map(
        (control) => `credential ${control}`,
      ),
    )
    for (const { bearer } of held)
      expect((await ledger.read('credential', bearer, { signal })).outcome).toBe('denied')
  })
})

describe.concurrent('an estate with a defect', () => {
  test('emergency-one-approval: that control is granted, and the drill goes on', async () => {
    const { actor, attempt, recorder, controls } = await enter('emergency-one-approval')
    await actor.emergency?.arm(asked, recorder, signal)
    const outcomes = controls.map(({ outcome }) => outcome)
    expect(outcomes).toEqual(['granted', ...every.slice(1).map(() => 'denied')])
    expect(await attempt('emergency-armed')).toBe('granted')
  })

  test('disarm-by-anyone: somebody without the right ends it, and nothing else is let through', async () => {
    const { actor, attempt, recorder, controls } = await enter('disarm-by-anyone')
    await actor.emergency?.arm(asked, recorder, signal)
    const granted = controls.filter(({ outcome }) => outcome !== 'denied').map(({ control }) => control)
    expect(granted).toEqual(['disarm-by-approver-who-left'])
    expect(await attempt('emergency-armed')).toBe('granted')
  })

  test('emergency-survives-disarm: access goes on', async () => {
    const { actor, attempt, recorder, states } = await enter('emergency-survives-disarm')
    await actor.emergency?.arm(asked, recorder, signal)
    await actor.emergency?.disarm(recorder, signal)
    expect(states.at(-1)?.state).toBe('sealed')
    expect(await attempt('emergency-armed')).toBe('granted')
    expect(await attempt('emergency-session')).toBe('granted')
  })

  test('emergency-needs-idp: armed, and of no use while the IdP is away', async () => {
    const { actor, attempt, recorder } = await enter('emergency-needs-idp')
    await actor.emergency?.arm(asked, recorder, signal)
    expect(await attempt('emergency-armed')).toBe('unavailable')
    expect(await attempt('emergency-session')).toBe('unavailable')
  })

  test('alert-dropped: the known positive is seen, the use is not', async () => {
    const { actor, recorder, alerts } = await enter('alert-dropped')
    await actor.emergency?.arm(asked, recorder, signal)
    expect(alerts.map(({ alert, ok }) => [alert, ok])).toEqual([
      ['alert-test', true],
      ['emergency-armed', true],
      ['emergency-used', false],
    ])
  })
})
