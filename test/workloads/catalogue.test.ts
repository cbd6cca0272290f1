import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { steps } from '../../harness/steps/index.ts'
import { workloads } from '../../harness/workloads/index.ts'

const harness = join(import.meta.dirname, '..', '..', 'harness')

/** Options as a scenario gives them: one valid set per entry. */
const valid: Record<string, Record<string, unknown>> = {
  'browser-session': { identity: 'clerk', every: '2s' },
  'service-account': { identity: 'billing-batch', every: '1s' },
  'vault-client': { identity: 'reporter', every: '2s' },
  'revoked-principal': { identity: 'leaver', twin: 'stayer', access: 'token-offline', every: '500ms' },
  'signed-jwt-client': { identity: 'invoice-robot', clock: '-1s', as: 'late-robot', every: '1s' },
  agent: { identity: 'task-agent', every: '2s' },
  'lost-reply': { identity: 'stayer', every: '2s' },
  'shared-refresh': { identity: 'stayer', agents: 3, every: '2s' },
  'unknown-keys': { identity: 'billing-batch', every: '3s' },
  'cold-start': { service: 'ledger', identity: 'billing-batch', every: '1s' },
  'mtls-peer': { identity: 'invoicer', every: '1s' },
  'other-trust': { identity: 'billing-batch', fallback: 'ledger-by-token', every: '1s' },
  'revoked-certificate': { identity: 'invoicer', twin: 'shipper', every: '500ms' },
  'lease-holder': { identity: 'reporter', ends: '12s', every: '1s' },
  'revoked-client': { identity: 'reporter', access: 'lease', as: 'revoked-lease', every: '1s' },
  'fresh-token': { identity: 'billing-batch', every: '1s' },
  'one-time-code': { identity: 'night-batch', fallback: 'one-time-codes', every: '1s' },
  impostor: { identity: 'billing-batch', every: '2s' },
  connections: { caller: 'machines', service: 'idp', as: 'idp', every: '1s' },
  'emergency-access': { runbook: 'idp-outage', every: '1s' },
  revoke: { identity: 'leaver', what: 'access-token', via: 'gateway-denylist', within: '5s' },
  arm: { runbook: 'idp-outage', approvals: 2, ttl: '150s' },
  disarm: { runbook: 'idp-outage' },
  restart: { service: 'idp' },
  'issue-ca': { as: 'next', what: 'root' },
  'distribute-trust': { ca: 'next' },
  'switch-issuer': { to: 'next', renew: true },
  'retire-ca': { ca: 'previous' },
  'rotate-keys': { stage: 'publish' },
  ask: { runbook: 'idp-outage', step: 'open-incident', within: '20s' },
}

const entries = [
  ...workloads.map((entry) => ({ ...entry, folder: 'workloads' })),
  ...steps.map((entry) => ({ ...entry, folder: 'steps' })),
]

test('there are entries, and no two of a name', () => {
  expect(entries.map(({ name }) => name).toSorted()).toEqual(Object.keys(valid).toSorted())
  expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length)
})

describe.each(entries)('$folder/$name', ({ name, folder, summary, options }) => {
  const given = valid[name] ?? {}

  test('is named like its file and says what it is', () => {
    expect(existsSync(join(harness, folder, `${name}.ts`))).toBe(true)
    expect(summary.length).toBeGreaterThan(20)
  })

  test('takes valid options', () => {
    expect(options.safeParse(given).error).toBeUndefined()
  })

  test('refuses unknown keys and missing ones', () => {
    expect(options.safeParse({ ...given, evrey: '1s' }).success).toBe(false)
    expect(options.safeParse({}).success).toBe(false)
  })

  test('refuses every option of a wrong type', () => {
    for (const key of Object.keys(given))
      expect(options.safeParse({ ...given, [key]: ['no'] }).success, key).toBe(false)
  })

  test('has a JSON Schema', () => {
    expect(z.toJSONSchema(options, { io: 'input' })).toMatchObject({
      type: 'object',
      additionalProperties: false,
    })
  })
})

test('each class of a workload has one name', () => {
  for (const { name, options, classes } of workloads) {
    const named = classes(options.parse(valid[name]))
    expect(named.length).toBeGreaterThan(0)
    expect(new Set(named).size).toBe(named.length)
  }
})

test('a revoked principal names its twin, and cannot be its own', () => {
  const workload = workloads.find(({ name }) => name === 'revoked-principal')
  const options = workload?.options.parse({ ...valid['revoked-principal'], as: 'revoked-token' })
  expect(workload?.classes(options)).toEqual(['revoked-token'])
  expect(workload?.revocable?.(options)).toMatchObject([
    { access: 'revoked-token', twin: 'revoked-token-twin', identity: 'leaver' },
  ])
  expect(workload?.options.safeParse({ ...valid['revoked-principal'], twin: 'leaver' }).success).toBe(false)
})

test('the catalogues load no browser, database or token client', () => {
  const script = `
    import { registerHooks } from 'node:module'
    const seen = []
    registerHooks({ load: (url, context, next) => { seen.push(url); return next(url, context) } })
    await import(${JSON.stringify(join(harness, 'workloads', 'index.ts'))})
    await import(${JSON.stringify(join(harness, 'steps', 'index.ts'))})
    console.log(JSON.stringify(seen))`
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  const seen = JSON.parse(out) as string[]
  expect(seen.some((url) => url.endsWith('/workloads/impostor.ts'))).toBe(true)
  const packages = seen.flatMap((url) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? [])
  expect([...new Set(packages)]).toEqual(['zod'])
})
