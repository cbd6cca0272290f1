import { describe, expect, it, vi } from 'vitest'
import { alarmOf } from '../../../docker/reference/services/common/alarm.ts'
import {
  dependencyAnswered,
  dependencyFailed,
  lastFailureOf,
} from '../../../docker/reference/services/common/dependencies.ts'
import { failureOf, failureOfStatus } from '../../../docker/reference/services/common/failure.ts'
import { outbound } from '../../../docker/reference/services/common/outbound.ts'
import { requestScope } from '../../../docker/reference/services/common/request-scope.ts'
import { whyOf } from '../../../docker/reference/services/common/why.ts'

const coded = (code: string) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) })

describe('a failed call', () => {
  it.each([
    ['ECONNREFUSED', 'reachability'],
    ['UND_ERR_CONNECT_TIMEOUT', 'reachability'],
    ['ENOTFOUND', 'dns'],
    ['ECONNRESET', 'transport'],
    ['UND_ERR_SOCKET', 'transport'],
    ['CERT_HAS_EXPIRED', 'clock'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'trust'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'trust'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'trust'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['28P01', 'token'],
    ['57P01', 'transport'],
  ])('with %s is of the layer %s', (code, layer) => {
    expect(failureOf(coded(code))).toEqual({ layer, code })
  })

  it('in time is told apart from one that was answered', () => {
    expect(failureOf(AbortSignal.timeout(0).reason).code).toBe('TIMEOUT')
    expect(failureOf(new Error('timeout exceeded when trying to connect')).layer).toBe('reachability')
    expect([200, 400, 403].map(failureOfStatus)).toEqual([undefined, undefined, undefined])
    expect([401, 429, 503].map((status) => failureOfStatus(status)?.layer)).toEqual([
      ...['token', 'application', 'application'],
    ])
  })
})

const defects = (...names: string[]) => new Set(names)

/** What is posted, by a service of its own: what is known of dependencies is known to the whole process. */
function posted(...seeded: string[]) {
  const alerts: Readonly<Record<string, unknown>>[] = []
  return { alerts, alarm: alarmOf('ledger', (alert) => alerts.push(alert), defects(...seeded)) }
}

describe('an alarm', () => {
  it('tells of changes, with the layer, and not of each failure', () => {
    const { alerts } = posted()
    const refused = { layer: 'reachability', code: 'ECONNREFUSED' } as const
    for (const _ of [1, 2, 3]) dependencyFailed('ledger', 'vault', refused)
    expect(alerts).toMatchObject([{ alert: 'dependency-failed', dependency: 'vault', ...refused }])
    expect(whyOf(503, 'no-database-lease')).toEqual({ dependency: 'vault', ...refused })
    dependencyFailed('ledger', 'vault', { layer: 'application', code: 'HTTP 503' })
    dependencyAnswered('vault')
    dependencyAnswered('vault')
    expect(alerts.slice(1)).toMatchObject([
      { alert: 'dependency-failed', layer: 'application' },
      { alert: 'dependency-answers' },
    ])
    expect(lastFailureOf('vault')).toBeUndefined()
  })

  it('calls a refusal by its own layer, once in a while', () => {
    const { alerts, alarm } = posted()
    for (const _ of [1, 2]) alarm.refused('trust', 'key-unknown')
    alarm.refused('token', 'token-expired')
    expect(alerts).toMatchObject([
      { alert: 'access-refused', layer: 'trust', code: 'key-unknown' },
      { alert: 'access-refused', layer: 'token', code: 'token-expired' },
    ])
    expect(whyOf(401, 'key-unknown')).toEqual({ layer: 'trust' })
    expect(whyOf(403, 'out-of-scope')).toEqual({ layer: 'policy' })
    expect(whyOf(200, 'ok')).toEqual({})
  })

  it('with the defect blames tokens for everything', () => {
    const { alerts } = posted('alerts-blame-tokens')
    dependencyFailed('ledger', 'database', { layer: 'reachability', code: 'ECONNREFUSED' })
    dependencyAnswered('database')
    expect(alerts.map(({ layer }) => layer)).toEqual(['token', 'token'])
  })
})

describe('an outbound call', () => {
  const scope = () => ({ requestId: 'r-1', asked: new Set<string>() })

  async function calls(...seeded: string[]): Promise<Headers[]> {
    const sent: Headers[] = []
    const fetching = vi.spyOn(globalThis, 'fetch').mockImplementation((_, init) => {
      sent.push(init?.headers as Headers)
      return Promise.reject(coded('ECONNREFUSED'))
    })
    const call = outbound('ledger', defects(...seeded))
    const asking = scope()
    await requestScope.run(asking, () => call('https://idp.estate.test:8443/')).catch(() => undefined)
    fetching.mockRestore()
    expect([...asking.asked]).toEqual(['idp'])
    return sent
  }

  it('carries the request ID, once', async () => {
    expect((await calls()).map((headers) => headers.get('x-request-id'))).toEqual(['r-1'])
    expect(lastFailureOf('idp')).toEqual({ layer: 'reachability', code: 'ECONNREFUSED' })
  })

  it('with its defects loses it, or storms', async () => {
    expect((await calls('drops-request-id')).map((headers) => headers.get('x-request-id'))).toEqual([null])
    expect(await calls('retries-without-pause')).toHaveLength(10)
  })
})
