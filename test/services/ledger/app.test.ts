import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { refusal } from '../../../docker/reference/services/common/refusal.ts'
import type { Access } from '../../../docker/reference/services/ledger/access.ts'
import { ledgerApp } from '../../../docker/reference/services/ledger/app.ts'
import { EmergencyAccess } from '../../../docker/reference/services/ledger/emergency.ts'
import type { Entries } from '../../../docker/reference/services/ledger/entries.ts'
import { approve, type Content, known } from './approvers.ts'

beforeEach(() => void vi.spyOn(process.stdout, 'write').mockReturnValue(true))
afterEach(() => vi.restoreAllMocks())

const rows = [{ id: 1, account: 'sales' }]

function ledger({ defects = [] as readonly string[], idp = true, database = true } = {}) {
  const alerts: Readonly<Record<string, unknown>>[] = []
  const alert = (sent: object) => void alerts.push({ ...sent })
  const entries: Entries = {
    async list() {
      if (!database) throw refusal(503, 'database-unavailable')
      return rows
    },
    add: async (entry) => ({ id: 2, ...entry }),
  }
  const answers: Record<string, Access> = {
    good: { kind: 'granted', reason: 'token-valid' },
    bad: { kind: 'refused', reason: 'token-expired' },
  }
  const check = async (token: string): Promise<Access> =>
    answers[token] ?? { kind: 'unavailable', reason: 'keys-unavailable' }
  const idpAnswers = vi.fn(async () => idp)
  const set = new Set(defects)
  const emergency = new EmergencyAccess({ approvers: () => known, alert, defects: set })
  const app = ledgerApp({
    ...{
      entries,
      emergencyEntries: entries,
      validate: check,
      introspect: check,
      emergency,
      defects: set,
      idpAnswers,
      alert,
    },
    adminSecret: () => 'admin',
    ...{ codes: { highest: async () => 0, spend: async () => true }, codeSecret: () => 'code' },
  })
  const ask = async (method: string, path: string, token?: string, body?: unknown) => {
    const headers = {
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    }
    const answer = await app.request(`/ledger/${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  const by = (name: string, content?: Partial<Content>) => approve(name, Date.now(), content)
  const arm = async (scope = 'ledger:read') => {
    const approvals = [await by('one', { scope }), await by('two', { scope })]
    const ordered = { incident: 'i-1', requester: 'ops-lead', scope, ttlMs: 60_000, approvals }
    const { status, body } = await ask('POST', 'emergency/arm', undefined, ordered)
    expect(status).toBe(201)
    return String(body.credential)
  }
  return { ask, by, arm, alerts, idpAnswers }
}

describe.each(['api/entries', 'api/introspected/entries'])('GET /ledger/%s', (path) => {
  it.each([
    ['good', 200, { entries: rows }],
    ['bad', 401, { error: 'token-expired' }],
    ['whatever', 503, { error: 'keys-unavailable' }],
    [undefined, 401, { error: 'no-token' }],
  ])('answers %s with %i', async (token, status, body) => {
    expect(await ledger().ask('GET', path, token)).toEqual({ status, body })
  })

  it('answers 503 without a database', async () => {
    const { status } = await ledger({ database: false }).ask('GET', path, 'good')
    expect(status).toBe(503)
  })
})

describe('emergency access over HTTP', () => {
  it('goes from arming to disarming', async () => {
    const { ask, arm, by } = ledger()
    expect((await ask('GET', 'emergency/state')).body).toEqual({ state: 'sealed', generation: 1 })
    const credential = await arm()
    expect((await ask('GET', 'emergency/state')).body).toMatchObject({ state: 'armed', incident: 'i-1' })
    expect(await ask('GET', 'emergency/entries', credential)).toEqual({
      status: 200,
      body: { entries: rows },
    })
    const opened = await ask('POST', 'emergency/session', credential)
    expect(opened.status).toBe(201)
    const session = String(opened.body.session)
    expect((await ask('GET', 'emergency/session/entries', session)).status).toBe(200)
    expect((await ask('GET', 'emergency/session/entries', credential)).status).toBe(401)
    const approval = await by('two', { action: 'disarm' })
    const disarmed = await ask('POST', 'emergency/disarm', undefined, { incident: 'i-1', approval })
    expect(disarmed).toEqual({ status: 200, body: { state: 'sealed', generation: 2 } })
    for (const [method, path, token] of [
      ['GET', 'emergency/entries', credential],
      ['POST', 'emergency/session', credential],
      ['GET', 'emergency/session/entries', session],
    ] as const)
      expect((await ask(method, path, token)).status).toBe(401)
  })

  it('lets a reader read and a writer write', async () => {
    const entry = { account: 'sales', amountCents: 100 }
    const reader = ledger()
    const refused = await reader.ask('POST', 'emergency/entries', await reader.arm(), entry)
    expect(refused).toEqual({ status: 403, body: { error: 'out-of-scope' } })
    const writer = ledger()
    const credential = await writer.arm('ledger:read ledger:write')
    expect((await writer.ask('POST', 'emergency/entries', credential, entry)).status).toBe(201)
    expect((await writer.ask('GET', 'emergency/entries', credential)).status).toBe(200)
  })

  it('answers a refusal with 403 and its code', async () => {
    const { ask, by } = ledger()
    const ordered = {
      incident: 'i-1',
      requester: 'ops-lead',
      scope: 'ledger:read',
      ttlMs: 1_000,
      approvals: [await by('one')],
    }
    const answer = await ask('POST', 'emergency/arm', undefined, ordered)
    expect(answer).toEqual({ status: 403, body: { error: 'approvals-missing' } })
    expect((await ask('POST', 'emergency/arm', undefined, { ...ordered, ttlMs: -1 })).status).toBe(400)
  })

  it('needs no IdP', async () => {
    const { ask, arm, idpAnswers } = ledger({ idp: false })
    expect((await ask('GET', 'emergency/entries', await arm())).status).toBe(200)
    expect(idpAnswers).not.toHaveBeenCalled()
  })

  it('needs it with the defect emergency-needs-idp', async () => {
    const { ask, arm } = ledger({ idp: false, defects: ['emergency-needs-idp'] })
    const credential = await arm()
    expect((await ask('GET', 'emergency/entries', credential)).status).toBe(503)
    expect((await ask('POST', 'emergency/session', credential)).status).toBe(503)
  })

  it('sends a test alert for the operator only', async () => {
    const { ask, alerts } = ledger()
    expect((await ask('POST', 'emergency/alert-test', 'wrong', { test: 't-1' })).status).toBe(401)
    expect(alerts).toEqual([])
    expect((await ask('POST', 'emergency/alert-test', 'admin', { test: 't-1' })).body).toEqual({
      test: 't-1',
    })
    expect(alerts).toEqual([expect.objectContaining({ alert: 'alert-test', test: 't-1' })])
    const own = await ask('POST', 'emergency/alert-test', 'admin')
    expect(alerts.at(-1)).toMatchObject({ test: own.body.test })
  })
})
