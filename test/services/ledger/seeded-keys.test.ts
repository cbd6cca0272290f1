import type { JSONWebKeySet } from 'jose'
import { expect, test } from 'vitest'
import { seededKeys } from '../../../docker/reference/services/ledger/seeded-keys.ts'

const kids = ({ keys }: JSONWebKeySet) => keys.map(({ kid }) => kid)

function served(...defects: string[]) {
  const sets = [['a'], ['b']]
  const fetchKeys = async () => ({ keys: (sets.shift() ?? []).map((kid) => ({ kid, kty: 'RSA' })) })
  return seededKeys({ fetchKeys, cacheMs: 1, graceMs: 1 }, new Set(defects))
}

test.each([
  [[], [['a'], ['b']], undefined],
  [['keys-pinned'], [['a'], ['a']], undefined],
  [['keys-kept'], [['a'], ['a', 'b']], undefined],
  [['keys-without-cooldown'], [['a'], ['b']], 0],
])('with %j the keys are %j', async (defects, expected, cooldownMs) => {
  const options = served(...defects)
  expect([kids(await options.fetchKeys()), kids(await options.fetchKeys())]).toEqual(expected)
  expect(options.cooldownMs).toBe(cooldownMs)
})
