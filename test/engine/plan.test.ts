import { describe, expect, test } from 'vitest'
import { plan } from '../../harness/engine/plan.ts'
import { DrillError } from '../../harness/model/error.ts'
import { serviceOf } from '../../harness/model/estate.ts'
import type { Plan } from '../../harness/model/plan.ts'
import {
  catalog,
  changed,
  estate,
  estateText,
  readEstateText,
  readScenarioText,
  scenarioText,
} from '../readers/reading.ts'

const everything = { name: 'any', offers: ['edges', 'freeze', 'kill-restart'] as const }

async function planned(
  text = scenarioText,
  on = estateText,
  driver: Parameters<typeof plan>[2]['driver'] = everything,
): Promise<Plan> {
  const { estate: read } = await readEstateText(on)
  const { scenario, locate } = await readScenarioText(text)
  return plan(scenario, read, {
    catalog,
    driver,
    driverBecause: 'asked for',
    seed: 7,
    scenarioText: text,
    estateText: on,
    locate,
  })
}

/** `line:column: message` of what the plan refuses; the error's code where it names no place. */
async function refused(...args: Parameters<typeof planned>): Promise<string[]> {
  const error = await planned(...args).then(
    () => undefined,
    (thrown) => thrown,
  )
  if (!(error instanceof DrillError)) throw error ?? new Error('the plan was accepted')
  return error.problems.length > 0
    ? error.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`)
    : [`${error.code}: ${error.message}`]
}

const faulted = (fault: string) => changed(scenarioText, 'unreachable: { service: idp }', fault)

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

describe('promises that exclude each other are refused:', () => {
  const change = (from: string, to: string) => changed(scenarioText, from, to)
  const row = (access: string, from: string, to: string) => {
    const at = scenarioText.indexOf(`  ${access}:`)
    return scenarioText.slice(0, at) + changed(scenarioText.slice(at), from, to)
  }

  test.each<[string, string, RegExp]>([
    [
      'a login while the IdP is cut',
      row('fresh-login', 'unavailable within 2s', 'granted'),
      /^35:50: fresh-login cannot be granted: people → idp is cut from during to recovery/,
    ],
    [
      'introspection while the IdP is cut',
      row('token-introspected', 'unavailable within 2s', 'granted within 5s'),
      /^38:50: token-introspected cannot be granted: ledger → idp is cut/,
    ],
    [
      'recovery judged before the fault has ended',
      changed(
        row('client-credentials', 'granted within 40s', 'granted'),
        '{ service: idp }',
        '{ service: idp, until: recovery + 10s }',
      ),
      /client-credentials cannot be granted: machines → idp is cut from during to recovery \+ 10s/,
    ],
    [
      'a denial before the revocation',
      row('revoked-token', 'denied within 15s', 'denied within 5s'),
      /^44:50: revoked-token cannot be denied from during \+ 5s on: leaver is revoked at during \+ 10s only/,
    ],
    [
      'a denial before its deadline',
      row('revoked-token', 'denied within 15s', 'denied within 12s'),
      /^44:50: revoked-token is denied from during \+ 12s on, but the revocation has until during \+ 15s/,
    ],
    [
      'a denial over a channel that is cut',
      row('revoked-person', 'unavailable within 2s', 'denied within 50s'),
      /^45:50: revoked-person cannot be denied from during \+ 50s on: the channel idp is cut until recovery/,
    ],
    [
      'access after the revocation',
      row('revoked-token', 'after: denied', 'after: granted'),
      /^44:\d+: revoked-token cannot stay granted: leaver is revoked at during \+ 10s/,
    ],
    [
      'a deadline after the run',
      change('via: idp, within: 15s', 'via: idp, within: 65s'),
      /^23:84: the denial of mover is due 145s into a run of 145s/,
    ],
    [
      'emergency access that ends in mid-outage',
      change('ttl: 150s', 'ttl: 30s'),
      /^25:72: emergency access ends at during \+ 45s, but emergency-armed is promised from during \+ 25s to recovery/,
    ],
    [
      'emergency access before it is armed',
      change('during + 15s, arm', 'during + 30s, arm'),
      /^52:\d+: emergency-armed is promised from during \+ 25s .* armed from during \+ 30s/,
    ],
    [
      'emergency access after it is disarmed',
      change('recovery + 15s, disarm', 'during + 40s, disarm'),
      /^52:\d+: emergency-armed is promised .* armed from during \+ 15s to during \+ 40s/,
    ],
    [
      'emergency access that is never armed',
      change('  - { at: during + 15s, arm: { runbook: idp-outage, approvals: 2, ttl: 150s } }\n', ''),
      /^51:\d+: emergency-armed is promised .* never armed/,
    ],
  ])('%s', async (_name, text, said) => {
    expect(await refused(text)).toContainEqual(expect.stringMatching(said))
  })

  test('a token that does not live through the outage', async () => {
    const on = changed(estateText, 'access-token:        { drill: 300s', 'access-token:        { drill: 40s')
    const problems = await refused(scenarioText, on)
    expect(problems).toContainEqual(
      expect.stringMatching(
        /^37:50: token-offline cannot be granted: machines → idp is cut .* only 40s of it is bridged, by access-token/,
      ),
    )
  })

  test('a denial that may be the token’s own expiry', async () => {
    const on = changed(estateText, 'access-token:        { drill: 300s', 'access-token:        { drill: 90s')
    const problems = await refused(scenarioText, on)
    expect(problems).toEqual([
      expect.stringMatching(
        /^23:84: by recovery \+ 15s revoked-person may have expired by itself .* would prove nothing/,
      ),
    ])
  })

  test('a grace that ends before the outage does', async () => {
    const on = changed(estateText, 'session-grace:       { drill: 180s', 'session-grace:       { drill: 20s')
    const problems = await refused(scenarioText, on)
    expect(
      problems.filter((problem) =>
        /only 30s of it is bridged, by session-refresh and session-grace/.test(problem),
      ),
    ).toHaveLength(2)
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
