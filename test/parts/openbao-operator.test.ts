import { expect, test } from 'vitest'
import { endRoot } from '../../docker/reference/parts/openbao-operator.ts'
import type { Bootstrap } from '../../harness/stacks/part.ts'

test('the first start ends the root token, and keeps one that can do little', async () => {
  const asked: string[] = []
  const bodies = new Map<string, unknown>()
  const kept = new Map<string, string>()
  const write = async (path: string, body: unknown) => {
    asked.push(path)
    bodies.set(path, body)
    return path === 'auth/token/create-orphan' ? { auth: { client_token: 's.operator' } } : undefined
  }
  const keepSecret = (name: string, value: string) => void kept.set(name, value)
  await endRoot({ context: { keepSecret } } as unknown as Bootstrap, { write })
  expect([...kept]).toEqual([['vault-operator', 's.operator']])
  expect(bodies.get('auth/token/create-orphan')).toMatchObject({ policies: ['operator'] })
  const { policy } = bodies.get('sys/policies/acl/operator') as { policy: string }
  const rights = policy.split('\n')
  const [ca, others] = [true, false].map((isCa) => rights.filter((right) => right.includes('"pki') === isCa))
  expect(ca?.filter((right) => /issue\/|roles|sign\/|config\/urls/.test(right))).toEqual([])
  expect(others?.map((right) => /path "[^"]+"/.exec(right)?.[0])).toEqual([
    'path "auth/token/revoke-accessor"',
    'path "sys/leases/revoke"',
    'path "auth/approle/role/+/secret-id"',
    'path "sys/seal"',
    'path "sys/storage/raft/configuration"',
    'path "sys/quotas/rate-limit/drill-*"',
  ])
  expect(asked.at(-1)).toBe('auth/token/revoke-self')
})
