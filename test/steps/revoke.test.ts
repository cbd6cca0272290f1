import { describe, expect, test } from 'vitest'
import { channels } from '../../harness/model/words.ts'
import { channelOf, revocableVia, revoke } from '../../harness/steps/revoke.ts'

describe('what a channel can revoke', () => {
  test.each(channels)('%s does what the options promise', async (via) => {
    expect(Object.keys(await channelOf(via)).sort()).toEqual([...revocableVia[via]].sort())
  })

  test('the options refuse the rest and name the channels that can', () => {
    const { error } = revoke.options.safeParse({ identity: 'leaver', what: 'app-session', via: 'vault' })
    expect(error?.issues[0]?.message).toBe(
      'vault revokes vault-token, lease, not app-session; app-session can be revoked via app-session',
    )
    expect(error?.issues[0]?.path).toEqual(['via'])
  })

  test('a duration becomes milliseconds', () => {
    const options = { identity: 'leaver', what: 'access-token', via: 'gateway-denylist', within: '5s' }
    expect(revoke.options.parse(options).within).toBe(5_000)
    expect(revoke.options.safeParse({ ...options, within: '5' }).success).toBe(false)
  })
})
