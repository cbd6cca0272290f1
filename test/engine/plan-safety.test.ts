import { describe, expect, test } from 'vitest'
import { exitCodeOf } from '../../harness/cli/exit.ts'
import { plan } from '../../harness/engine/plan.ts'
import { DrillError } from '../../harness/model/error.ts'
import type { Plan } from '../../harness/model/plan.ts'
import {
  catalog,
  changed,
  estateText,
  problemsOf,
  readEstateText,
  readScenarioText,
  scenarioText,
} from '../readers/reading.ts'

const driver = { name: 'any', offers: ['edges', 'freeze', 'kill-restart'] as const }

async function planned(text: string, on = estateText): Promise<Plan> {
  const { estate } = await readEstateText(on)
  const { scenario, locate } = await readScenarioText(text)
  const texts = { scenarioText: text, estateText: on }
  return plan(scenario, estate, { catalog, driver, driverBecause: '', seed: 1, ...texts, locate })
}

/** Why a drill must not run, each with its line; fails when it may, or when the exit code is not that of a refusal. */
async function refused(text: string, on?: string): Promise<string[]> {
  const error = await planned(text, on).then(
    () => undefined,
    (thrown) => thrown,
  )
  if (!(error instanceof DrillError)) throw error ?? new Error('the plan was accepted')
  expect([error.code, exitCodeOf(error)], error.message).toEqual(['refused', 3])
  return error.problems.map(({ line, message }) => `${line}: ${message}`)
}

/** A short drill of one fault; without more it asks nothing of emergency access. */
const small = (fault: string, rest = '') => `
scenario: small
title: Small
teaches: Little
phases: { before: 5s, during: 10s, recovery: 5s, after: 5s }
faults: [${fault}]
workloads: [${rest.includes('emergency') ? '{ emergency-access: { runbook: idp-outage, every: 1s } }, ' : ''}{ impostor: { identity: billing-batch, every: 2s } }, { vault-client: { identity: reporter, every: 2s } }]
${rest.includes('emergency') ? 'steps: [{ at: during + 1s, arm: { runbook: idp-outage, approvals: 2, ttl: 60s } }]' : ''}
expect:
  vault-login: { before: granted }
  vault-read: { before: granted }
  vault-renew: { before: granted }
  db-existing: { before: granted }
  db-new: { before: granted }
  forged-token: { after: refused }
  expired-token: { after: refused }
  wrong-audience: { after: refused }
  no-token: { after: refused }
${rest.replace('emergency', '  emergency-unarmed: { after: refused }\n  emergency-armed: { after: refused }\n  emergency-session: { after: refused }')}
`

const limited = (limits: string) =>
  changed(estateText, 'domain: estate.test', `domain: estate.test\nlimits: ${limits}`)

describe('limits', () => {
  test('let a drill run that keeps within them, and stand in its plan', async () => {
    const { limits } = await planned(scenarioText, limited('{ blast-radius: [idp], max-duration: 3m }'))
    expect(limits).toEqual({ blastRadius: ['idp'], maxDurationMs: 180_000 })
  })

  test('are a quarter of an hour, on any service, where nobody set any', async () => {
    expect((await planned(scenarioText)).limits).toEqual({ maxDurationMs: 900_000 })
  })

  test('end what a drill may hit, restarts included; a role stands for its services', async () => {
    expect(await refused(scenarioText, limited('{ blast-radius: [vault, database] }'))).toEqual([
      '9: unreachable hits idp, which is outside the blast radius',
      '26: restart hits idp, which is outside the blast radius',
    ])
    const orders = small('{ unreachable: { service: orders } }')
    await planned(orders, limited('{ blast-radius: [relying-service] }'))
    expect(await refused(orders, limited('{ blast-radius: [idp] }'))).toHaveLength(1)
    const edge = small('{ unreachable: { edge: { from: orders, to: idp } } }')
    await planned(edge, limited('{ blast-radius: [idp] }'))
    expect(await refused(edge, limited('{ blast-radius: [orders] }'))).toHaveLength(1)
  })

  test('end how long a drill may last', async () => {
    expect(await refused(scenarioText, limited('{ max-duration: 2m }'))).toEqual([
      '6: the drill lasts 145s, and may last 2m',
    ])
    const long = changed(scenarioText, 'after: 20s }', 'after: 16m }')
    expect(await refused(long)).toEqual([expect.stringContaining('and may last 15m')])
    await planned(long, limited('{ max-duration: 1h }'))
  })

  test('of a scenario narrow those of the estate, and never widen them', async () => {
    const on = limited('{ blast-radius: [idp, vault], max-duration: 3m }')
    const own = (limits: string) => changed(scenarioText, 'phases:', `limits: ${limits}\nphases:`)
    const { limits } = await planned(own('{ blast-radius: [idp], max-duration: 150s }'), on)
    expect(limits).toEqual({ blastRadius: ['idp'], maxDurationMs: 150_000 })
    expect(await refused(own('{ max-duration: 140s }'), on)).toHaveLength(1)
    expect(await refused(own('{ blast-radius: [vault] }'), on)).toHaveLength(2)
    expect(await refused(own('{ blast-radius: [idp, database], max-duration: 4m }'), on)).toEqual([
      '6: the estate does not let a drill hit database',
      '6: the estate does not let a drill last 4m',
    ])
  })

  test('name what there is', async () => {
    expect(await problemsOf(readEstateText(limited('{ blast-radius: [ipd] }')))).toEqual([
      expect.stringMatching(/no service or role named ipd .*did you mean idp/),
    ])
    const own = changed(scenarioText, 'phases:', 'limits: { blast-radius: [ipd] }\nphases:')
    await expect(planned(own)).rejects.toMatchObject({ code: 'bad-input' })
  })
})

describe('a circle is refused:', () => {
  test('but a drill that takes nothing of its own lifelines away is none', async () => {
    await planned(scenarioText)
    for (const service of ['idp', 'vault', 'database', 'orders', 'gateway'])
      await planned(small(`{ unreachable: { service: ${service} } }`))
    await planned(small('{ unreachable: { edge: { from: orders, to: idp } } }', 'emergency'))
    await planned(small('{ unreachable: { edge: { from: machines, to: vault } } }', 'emergency'))
  })

  test.each([
    ['the alert path', 'service: pager', '', /alert path over pager .*takes away: pager$/],
    [
      'a way of the alert path',
      'edge: { from: ledger, to: pager }',
      '',
      /alert path over pager .*: ledger → pager$/,
    ],
    [
      'the fallback path that the drill follows',
      'service: gateway',
      'emergency',
      /fallback path emergency-ledger .*: gateway$/,
    ],
    [
      'a way of it',
      'edge: { from: gateway, to: ledger }',
      'emergency',
      /fallback path emergency-ledger .*: gateway → ledger$/,
    ],
    [
      'what it relies on',
      'service: database',
      'emergency',
      /fallback path emergency-ledger .*: ledger → database$/,
    ],
    [
      'what that relies on',
      'edge: { from: vault, to: database }',
      'emergency',
      /fallback path emergency-ledger .*: ledger → vault → database$/,
    ],
    [
      'who lets the approvers in',
      'service: ledger',
      'emergency',
      /approval path of idp-outage, by approver-one, .*: ledger$/,
    ],
    [
      'the control path',
      'edge: { from: operator, to: ledger }',
      'emergency',
      /control path to idp-outage .*: operator → ledger$/,
    ],
  ])('%s', async (_name, target, rest, said) => {
    const problems = await refused(small(`{ black-hole: { ${target} } }`, rest))
    expect(problems).toContainEqual(expect.stringMatching(said))
    for (const problem of problems) expect(problem).toMatch(/^6: /)
  })

  test.each<[string, string, string, RegExp]>([
    [
      'an approver whom the identity provider itself would have to let in',
      'approves emergency access, issuer: ledger',
      'approves emergency access, issuer: idp',
      /approval path of idp-outage, by approver-one, .*: idp$/,
    ],
    [
      'a pager that needs the identity provider',
      '    owner: security-operations\n    run: { part: pager }',
      '    calls: [idp]\n    owner: security-operations\n    run: { part: pager }',
      /alert path over pager .*: pager → idp$/,
    ],
    [
      'a fallback over an application that needs it too',
      'via: [gateway, ledger, pager]',
      'via: [gateway, ledger, orders, pager]',
      /fallback path emergency-ledger .*: orders → idp$/,
    ],
  ])('%s', async (_name, from, to, said) => {
    expect(await refused(scenarioText, changed(estateText, from, to))).toContainEqual(
      expect.stringMatching(said),
    )
  })

  test('a fallback without a runbook, unless it says that it goes on without what is lost', async () => {
    const without = (more: string) =>
      changed(
        estateText,
        'fallbacks:',
        `fallbacks:\n  envelope: { for: vault, via: [gateway, ledger]${more}, accountable: operations }`,
      )
    const vault = small('{ unreachable: { service: vault } }')
    expect(await refused(vault, without(''))).toEqual([
      expect.stringMatching(/fallback path envelope .*: ledger → vault$/),
    ])
    await planned(vault, without(', independent: [ledger]'))
  })

  test('what one fault needs another may not take', async () => {
    const both = small('{ unreachable: { service: idp } }, { paused: { service: ledger } }')
    const problems = await refused(both)
    expect(problems).toContainEqual(expect.stringMatching(/fallback path emergency-ledger .*: ledger$/))
    await planned(small('{ unreachable: { service: vault } }, { paused: { service: ledger } }'))
  })
})

describe('a steady state', () => {
  test('must be promised before the outage', async () => {
    const text = small('{ unreachable: { service: idp } }').replaceAll('before: granted', 'after: granted')
    expect(await refused(text)).toEqual([
      expect.stringMatching(/nothing is expected to work before the outage/),
    ])
  })

  test('needs time before the first fault', async () => {
    const text = small('{ unreachable: { service: idp, at: before, for: 5s } }')
    expect(await refused(text)).toEqual([
      '6: unreachable begins with the run: a steady state could not be proven',
    ])
    await planned(small('{ unreachable: { service: idp, at: before + 3s, for: 5s } }'))
  })
})
