import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApplication } from '../../../docker/reference/services/common/application.ts'
import { addOneTimeCodes } from '../../../docker/reference/services/ledger/one-time-codes.ts'

beforeEach(() => void vi.spyOn(process.stdout, 'write').mockReturnValue(true))
afterEach(() => vi.restoreAllMocks())

const codeOf = (counter: number, secret = 'right') =>
  `OneTime ${counter}.${createHmac('sha256', secret).update(`${counter}`).digest('base64url')}`

function ledger(defects: readonly string[] = []) {
  let highest = 0
  const alerts: object[] = []
  const app = createApplication('ledger')
  addOneTimeCodes(app, {
    codes: {
      highest: async () => highest,
      spend: async (counter) => {
        if (counter <= highest) return false
        highest = counter
        return true
      },
    },
    codeSecret: () => 'right',
    entries: { list: async () => [{ id: 1 }], add: async () => undefined },
    alert: (alert) => void alerts.push(alert),
    defects: new Set(defects),
  })
  const use = async (authorization?: string) => {
    const answer = await app.request('/ledger/codes/entries', {
      headers: authorization ? { authorization } : {},
    })
    const body = (await answer.json()) as { error?: string }
    return body.error ?? answer.status
  }
  return { app, use, alerts }
}

describe('one-time codes', () => {
  it('serve once, in order, however many are left out, and somebody is told', async () => {
    const { app, use, alerts } = ledger()
    expect(await use(codeOf(1))).toBe(200)
    expect(await use(codeOf(1))).toBe('code-spent')
    expect(await use(codeOf(40))).toBe(200)
    expect(await use(codeOf(39))).toBe('code-spent')
    expect(await (await app.request('/ledger/codes/state')).json()).toEqual({ spent: 40 })
    expect(alerts).toHaveLength(1)
  })

  it('are refused when another secret made them, and in any other form', async () => {
    const { use } = ledger()
    for (const given of [codeOf(1, 'wrong'), `${codeOf(1)}x`, 'OneTime 1.', 'Bearer x', undefined])
      expect(await use(given)).toBe('code-wrong')
    expect(await use(codeOf(1).replace('OneTime 1.', 'OneTime 2.'))).toBe('code-wrong')
  })

  it('do not look at the time', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2014-11-29') })
    expect(await ledger().use(codeOf(1))).toBe(200)
    vi.useRealTimers()
  })

  it('serve again with the defect codes-reusable', async () => {
    const { use } = ledger(['codes-reusable'])
    expect([await use(codeOf(1)), await use(codeOf(1))]).toEqual([200, 200])
  })
})
