import { beforeEach, describe, expect, test } from 'vitest'
import { exitCodeOf } from '../../harness/cli/exit.ts'
import { refuseBefore, refuseOnStack } from '../../harness/engine/guarding.ts'
import { allowedTarget } from '../../harness/guards/allowed-target.ts'
import type { Guard, OnStack } from '../../harness/guards/guard.ts'
import { identifiable, identityOf } from '../../harness/guards/identity.ts'
import { guards } from '../../harness/guards/index.ts'
import { killSwitch } from '../../harness/guards/kill-switch.ts'
import { trueTarget } from '../../harness/guards/true-target.ts'
import { DrillError } from '../../harness/model/error.ts'
import type { Target } from '../../harness/model/target.ts'
import type { Endpoint, Stack } from '../../harness/stacks/stack.ts'
import { type Answer, serverNamed } from '../clients/server.ts'
import { fakePlan } from '../engine/fake-stack.ts'
import { estate } from '../readers/reading.ts'

const cluster = '7b1c1c2e-6c1f-4a55-9d37-0f2a4b1f0c11'
const answers: Record<string, Answer> = {}
const idp = await serverNamed('idp', ({ what }) => answers[`idp ${what}`] ?? [404])
const vault = await serverNamed('vault', ({ what }) => answers[`vault ${what}`] ?? [404])
const issuer = `${idp.origin}/realms/estate`
const discovery = 'idp GET /realms/estate/.well-known/openid-configuration'
const health = 'vault GET /v1/sys/health'
beforeEach(() => {
  answers[discovery] = [200, { issuer }]
  answers[health] = [200, { cluster_id: cluster }]
})

const elsewhere: Endpoint = { host: 'db.example.com', address: '198.51.100.7', port: 5432 }

/** The two servers as a stack; the others of the estate stand on loopback, and answer nobody. */
function stackWith(overrides: Partial<Stack> = {}): Stack {
  const servers: Record<string, () => Endpoint> = { idp: idp.endpoint, vault: vault.endpoint }
  const endpoint = (service: string) =>
    servers[service]?.() ?? { host: `${service}.estate.test`, address: '127.77.9.3', port: 1 }
  return {
    ...{ id: 'a-stack', disposable: true, estate, caFile: idp.caFile, edges: [...idp.edges, ...vault.edges] },
    endpoint: (_caller: string, callee: string) => endpoint(callee),
    behind: endpoint,
    ...overrides,
  } as unknown as Stack
}

/** The vault's certificate comes from another CA than the identity provider's: each is asked on a stack of its own. */
function on(service: 'idp' | 'vault', overrides: Partial<Stack> = {}, calls = [service]): Stack {
  const callers = { ...estate.callers, operator: { calls, summary: '' } }
  const { caFile } = service === 'idp' ? idp : vault
  return stackWith({ caFile, estate: { ...estate, callers }, ...overrides })
}

function situation(overrides: Partial<OnStack> = {}): OnStack {
  return {
    ...{ plan: fakePlan(), estate, targets: [], now: new Date('2026-11-25T12:00:00Z'), stack: stackWith() },
    signal: AbortSignal.timeout(10_000),
    ...overrides,
  }
}

/** Why a guard lets no drill start; undefined when it lets it. A refusal has the exit code of one, and says what to do. */
async function whyNot(guard: Guard, overrides: Partial<OnStack> = {}): Promise<string | undefined> {
  try {
    refuseBefore([guard], situation(overrides))
    await refuseOnStack([guard], situation(overrides))
    return undefined
  } catch (error) {
    if (!(error instanceof DrillError)) throw error
    expect([error.code, exitCodeOf(error)]).toEqual(['refused', 3])
    expect(error.next).toMatch(/\S/)
    return error.message
  }
}

test('guards have names and say what they ensure', () => {
  expect(guards.map(({ name }) => name)).toEqual(['kill-switch', 'allowed-target', 'true-target'])
  for (const { summary } of guards) expect(summary).toMatch(/^[A-Z].*\.$/)
})

describe('the kill switch', () => {
  test('that nobody threw stops nobody', async () => {
    expect(await whyNot(killSwitch)).toBeUndefined()
  })

  test('lets nothing start, and says who threw it and why', async () => {
    const stopped = { by: 'ann', reason: 'too warm' }
    expect(await whyNot(killSwitch, { stopped })).toMatch(/ann threw the kill switch: too warm$/)
  })
})

describe('a target', () => {
  const limited = { ...estate, limits: { 'blast-radius': ['idp'] } }
  const services = Object.fromEntries(
    Object.keys(estate.services).map((name) => {
      const { host, port } = stackWith().behind(name)
      return [name, { host, port }]
    }),
  )
  const target: Target = { estate: estate.estate, owner: 'iam-team', until: '2026-11-25', services }
  const foreign = (overrides: Partial<OnStack> = {}) =>
    whyNot(allowedTarget, {
      ...{ stack: stackWith({ disposable: false }), estate: limited, targets: [target] },
      ...overrides,
    })

  test('that the harness made itself is allowed', async () => {
    expect(await whyNot(allowedTarget)).toBeUndefined()
  })

  test('that leads out of the harness’s own networks is none of its own', async () => {
    const stack = stackWith({ behind: () => elsewhere })
    expect(await whyNot(allowedTarget, { stack })).toMatch(/stands at 198\.51\.100\.7/)
  })

  test('that the harness did not make is allowed as long as somebody allows it by name', async () => {
    expect(await foreign()).toBeUndefined()
    expect(await foreign({ targets: [] })).toMatch(/no list of targets names it$/)
    expect(await foreign({ targets: [{ ...target, estate: 'another' }] })).toMatch(/no list of targets/)
    expect(await foreign({ now: new Date('2026-11-26T00:00:00Z') })).toMatch(/until 2026-11-25$/)
  })

  test('is this very server, not only this name', async () => {
    const { database: _, ...fewer } = services
    expect(await foreign({ targets: [{ ...target, services: fewer }] })).toMatch(/database .* is not among/)
    const stack = stackWith({
      disposable: false,
      behind: (service) => (service === 'database' ? elsewhere : stackWith().behind(service)),
    })
    expect(await foreign({ stack })).toMatch(
      /database is db\.example\.com:5432, and database\.estate\.test:1 may/,
    )
  })

  test('that the harness did not make has a blast radius', async () => {
    expect(await foreign({ estate })).toMatch(/sets no blast radius$/)
  })
})

describe('the identity of a target', () => {
  test('is asked of what the operator can call, and changes are made at', () => {
    expect(identifiable(estate)).toEqual(['idp', 'vault'])
    const callers = { ...estate.callers, operator: { calls: ['database'], summary: '' } }
    expect(identifiable({ ...estate, callers })).toEqual([])
  })

  test('is the issuer of an identity provider, the cluster of a vault', async () => {
    const signal = AbortSignal.timeout(5_000)
    expect(await identityOf(on('idp'), 'idp', signal)).toBe(issuer)
    expect(await identityOf(on('vault'), 'vault', signal)).toBe(cluster)
    expect(idp.asked.at(-1)?.headers['user-agent']).toBe('drill-operator')
  })

  test('that is meant lets a drill start', async () => {
    expect(await whyNot(trueTarget, { stack: on('idp') })).toBeUndefined()
    expect(await whyNot(trueTarget, { stack: on('vault') })).toBeUndefined()
  })

  test.each<[string, Answer]>([
    ['another issuer', [200, { issuer: 'https://idp.example.com/realms/production' }]],
    ['another realm', [200, { issuer: `${idp.origin}/realms/master` }]],
  ])('%s does not', async (_name, answer) => {
    answers[discovery] = answer
    expect(await whyNot(trueTarget, { stack: on('idp') })).toMatch(/idp says that it is .*, and .* is meant$/)
  })

  test.each<[string, Answer]>([
    ['an empty document', [200, {}]],
    ['no JSON', [200]],
    ['an issuer that is no text', [200, { issuer: 7 }]],
    ['a broken connection', 'cut'],
    ['an error', [500, { error: 'x' }]],
  ])('%s does not either', async (_name, answer) => {
    answers[discovery] = answer
    expect(await whyNot(trueTarget, { stack: on('idp') })).toMatch(/idp does not say who it is$/)
  })

  test('a certificate of another CA is no identity', async () => {
    const stack = on('idp', { caFile: idp.otherCaFile })
    expect(await whyNot(trueTarget, { stack })).toMatch(/idp does not say who it is$/)
  })

  test('a sealed vault says nothing', async () => {
    answers[health] = [503, { sealed: true }]
    expect(await whyNot(trueTarget, { stack: on('vault') })).toMatch(/vault does not say who it is$/)
  })

  test('of a foreign target is the one that its list names', async () => {
    const named = (expected: Partial<Target['services'][string]>): Target => ({
      ...{ estate: estate.estate, owner: 'iam-team', until: '2026-12-31' },
      services: { vault: { ...vault.endpoint(), ...expected } },
    })
    const stack = on('vault', { disposable: false })
    expect(await whyNot(trueTarget, { stack, targets: [named({ cluster })] })).toBeUndefined()
    const other = await whyNot(trueTarget, { stack, targets: [named({ cluster: 'another' })] })
    expect(other).toMatch(/vault says that it is .*, and another is meant$/)
  })
})
