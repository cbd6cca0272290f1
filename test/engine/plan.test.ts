import { describe, expect, test } from 'vitest'
import { serviceOf } from '../../harness/model/estate.ts'
import { changed, estate, estateText, scenarioText } from '../readers/reading.ts'

import { faulted, planned, refused } from './planning.ts'

describe('a plan', () => {
  test('lays phases, fault, steps and expectations out on one clock', async () => {
    const { phases, faults, steps, expectations, durationMs } = await planned()
    expect(phases.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [0, 20_000],
      [20_000, 80_000],
      [80_000, 125_000],
      [125_000, 145_000],
    ])
    expect(durationMs).toBe(145_000)
    expect(faults[0]).toMatchObject({ id: 'unreachable', service: 'idp', fromMs: 20_000, toMs: 80_000 })
    expect(faults[0]?.layer).toBe('reachability')
    expect(steps.map(({ id, atMs }) => [id, atMs])).toEqual([
      ['revoke-leaver', 30_000],
      ['revoke-mover', 32_000],
      ['revoke-quitter', 34_000],
      ['arm', 35_000],
      ['restart', 88_000],
      ['disarm', 95_000],
    ])
    expect(expectations.find(({ access, phase }) => access === 'refresh' && phase === 'recovery')).toEqual({
      ...{ access: 'refresh', phase: 'recovery', outcome: 'granted', withinMs: 40_000 },
      ...{ fromMs: 80_000, toMs: 125_000 },
    })
  })

  test('holds options as their own schema read them', async () => {
    const { workloads, steps } = await planned()
    expect(workloads[0]).toMatchObject({
      id: 'browser-session',
      options: { identity: 'clerk', every: 2_000 },
    })
    expect(steps.find(({ id }) => id === 'arm')?.options).toEqual({
      runbook: 'idp-outage',
      approvals: 2,
      ttl: 150_000,
    })
  })

  test('is plain JSON and the same for the same texts', async () => {
    const first = await planned()
    expect(JSON.parse(JSON.stringify(first))).toEqual(first)
    expect(await planned()).toEqual(first)
    const other = await planned(`${scenarioText}\n# a remark`)
    expect(other.scenarioDigest).not.toBe(first.scenarioDigest)
    expect(other.estateDigest).toBe(first.estateDigest)
  })

  test('takes every inbound edge of a service down, the operator’s included', async () => {
    const [fault] = (await planned()).faults
    expect(fault?.edges.map(({ from }) => from).sort()).toEqual([
      'ledger',
      'machines',
      'operator',
      'orders',
      'people',
    ])
    expect(fault?.edges.every(({ to }) => to === 'idp')).toBe(true)
  })

  test('takes one edge down when one is named', async () => {
    const text = changed(
      faulted('unreachable: { edge: { from: orders, to: idp } }'),
      'revoke: { identity: mover, what: person, via: idp, within: 15s }',
      'revoke: { identity: mover, what: person, via: idp, within: 3s }',
    )
    const open = changed(
      text,
      'during: unavailable within 2s, recovery: denied within 40s',
      'during: denied within 15s, recovery: denied',
    )
    const { faults, revocations } = await planned(open)
    expect(faults[0]?.edges).toEqual([{ from: 'orders', to: 'idp' }])
    expect(revocations.find(({ identity }) => identity === 'mover')?.cut).toBe(false)
  })

  test('knows owners, and which lifetimes the outage crosses', async () => {
    const { owners, lifetimes } = await planned()
    expect(owners['billing-batch']).toBe('finance')
    const crossed = Object.fromEntries(lifetimes.map(({ name, crossed }) => [name, crossed]))
    expect(crossed).toMatchObject({
      'jwks-cache': true,
      'session-refresh': true,
      'access-token': false,
      'session-grace': false,
    })
  })
})

describe('a revocation', () => {
  test('is debt when its channel is cut, and none when it is not', async () => {
    const { revocations } = await planned()
    expect(revocations.map(({ identity, via, cut }) => [identity, via, cut])).toEqual([
      ['leaver', 'gateway-denylist', false],
      ['mover', 'idp', true],
      ['quitter', 'app-session', false],
    ])
    expect(revocations[0]).toMatchObject({
      access: 'revoked-token',
      twin: 'revoked-token-twin',
      atMs: 30_000,
      withinMs: 5_000,
    })
  })

  test('via the application is cut with the database that holds its sessions', async () => {
    const problems = await refused(faulted('unreachable: { service: database }'))
    expect(problems).toContainEqual(
      expect.stringMatching(
        /^46:\d+: revoked-session cannot be refused .* the channel app-session is cut until recovery/,
      ),
    )
  })

  test('via the deny-list is cut by a gateway that stands still, not by one that is out of reach', async () => {
    const text = (fault: string) => faulted(`${fault}: { service: gateway }`)
    const cut = /revoked-token cannot be denied .* the channel gateway-denylist is cut/
    expect((await refused(text('paused'))).filter((problem) => cut.test(problem))).toHaveLength(1)
    expect((await refused(text('unreachable'))).filter((problem) => cut.test(problem))).toHaveLength(0)
  })
})

describe('two faults', () => {
  const both = (second: string) => faulted(`unreachable: { service: idp }\n  - ${second}`)
  const met = async (second: string) =>
    (await refused(both(second)).catch(() => [])).filter((problem) => problem.includes('has changed'))

  test('may not change the same edges before the first is undone', async () => {
    expect(await met('black-hole: { edge: { from: orders, to: idp } }')).toEqual([
      expect.stringMatching(/black-hole changes what unreachable has changed, before that is undone/),
    ])
    expect(await met('black-hole: { service: idp, at: recovery, for: 5s }')).toHaveLength(1)
    expect(await met('black-hole: { service: idp, at: recovery + 2s, for: 5s }')).toHaveLength(0)
  })

  test('may change the ways to a part and the part itself, or different parts', async () => {
    expect(await met('paused: { service: idp }')).toHaveLength(0)
    expect(await met('unreachable: { service: vault }')).toHaveLength(0)
  })
})

describe('the frontier', () => {
  const point = async (access: string, on = estateText) =>
    (await planned(scenarioText, on)).frontier.find((each) => each.access === access)

  test('bounds continuity by what bridges the outage', async () => {
    expect(await point('token-offline')).toMatchObject({
      continuityMs: 300_000,
      because: expect.stringContaining('access-token'),
    })
    expect(await point('token-introspected')).toMatchObject({ continuityMs: 0 })
    expect(await point('app-session')).toMatchObject({ continuityMs: 190_000 })
    expect(await point('vault-read')).toMatchObject({ continuityMs: null })
  })

  test('bounds stale acceptance by the channel, and by the debt where it is cut', async () => {
    expect(await point('revoked-token')).toMatchObject({
      staleMs: 0,
      because: expect.stringContaining('gateway-denylist'),
    })
    expect(await point('revoked-person')).toMatchObject({
      staleMs: 48_000,
      because: expect.stringContaining('cut for 48s'),
    })
  })

  test('follows the lifetimes of the estate', async () => {
    const longer = changed(
      estateText,
      'session-grace:       { drill: 180s',
      'session-grace:       { drill: 100s',
    )
    expect(await point('app-session', longer)).toMatchObject({ continuityMs: 110_000 })
  })
})

test('a driver that lacks what a fault or step needs is refused, with another code than bad input', async () => {
  const edges = { name: 'edges-only', offers: ['edges'] as const }
  const restart = '  - { at: recovery + 8s, restart: { service: idp } }\n'
  const still = changed(scenarioText, restart, '')
  expect(await refused(faulted('paused: { service: idp }'), estateText, edges)).toEqual([
    'refused: the driver edges-only cannot do it: paused needs freeze, restart needs kill-restart',
  ])
  expect(await refused(scenarioText, estateText, edges)).toEqual([
    'refused: the driver edges-only cannot do it: restart needs kill-restart',
  ])
  expect((await planned(still, estateText, edges)).driver).toBe('edges-only')
})

test('a role is no service by accident of JavaScript', () => {
  expect(serviceOf(estate, 'constructor')).toBeUndefined()
  expect(serviceOf(estate, 'relying-service')).toBeUndefined()
  expect(serviceOf(estate, 'idp')).toBe('idp')
})
