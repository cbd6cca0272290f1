import { SignJWT, UnsecuredJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CachedSigningKeys } from '../../../docker/reference/services/common/signing-keys.ts'
import { validateOffline } from '../../../docker/reference/services/ledger/offline-validation.ts'
import { issuer, tokenMint } from '../idp-tokens.ts'

beforeEach(() => void vi.spyOn(process.stdout, 'write').mockReturnValue(true))
afterEach(() => vi.restoreAllMocks())

const idp = await tokenMint()
const stranger = await tokenMint()
const strangerKey = await tokenMint('key-2')
const seconds = (offset: number) => Math.floor(Date.now() / 1000) + offset
const pastSeconds = () => seconds(-10)

const times = { leeway: 2, maxAge: 300 }

function validator({ reachable = true, defects = [] as readonly string[] } = {}) {
  const state = { reachable }
  const keys = new CachedSigningKeys({
    ...{ cacheMs: 600_000, graceMs: 600_000 },
    fetchKeys: async () => {
      if (!state.reachable) throw new TypeError('fetch failed')
      return idp.set
    },
  })
  return { state, keys, validate: validateOffline({ issuer, keys, times, defects: new Set(defects) }) }
}

describe('offline validation', () => {
  const cases: readonly (readonly [string, string, () => Promise<string>])[] = [
    ['granted', 'token-valid', () => idp.token()],
    ['granted', 'token-valid', () => idp.token({ aud: ['account', 'ledger'] })],
    ['refused', 'token-expired', () => idp.token({ exp: pastSeconds() })],
    ['refused', 'claim-aud', () => idp.token({ aud: 'orders' })],
    ['refused', 'claim-aud', () => idp.token({ aud: undefined })],
    ['refused', 'claim-iss', () => idp.token({ iss: 'https://elsewhere.test' })],
    ['refused', 'claim-exp', () => idp.token({ exp: undefined })],
    ['refused', 'signature-invalid', () => stranger.token()],
    ['refused', 'key-unknown', () => strangerKey.token()],
    ['refused', 'key-unnamed', () => idp.token({}, {})],
    ['refused', 'token-malformed', async () => 'not.a.token'],
    [
      'refused',
      'algorithm-not-allowed',
      async () => new UnsecuredJWT({ iss: issuer, aud: 'ledger' }).encode(),
    ],
    [
      'refused',
      'algorithm-not-allowed',
      () =>
        new SignJWT({ aud: 'ledger' })
          .setProtectedHeader({ alg: 'HS256', kid: 'key-1' })
          .sign(new Uint8Array(32)),
    ],
  ]
  it.each(cases)('%s: %s', async (kind, reason, make) => {
    expect(await validator().validate(await make())).toEqual({ kind, reason })
  })

  it('cannot tell without keys', async () => {
    const answer = await validator({ reachable: false }).validate(await idp.token())
    expect(answer).toEqual({ kind: 'unavailable', reason: 'keys-unavailable' })
  })
})

describe('the defect fails-open-without-keys', () => {
  const defects = ['fails-open-without-keys']

  it('changes nothing while keys can be had', async () => {
    const { validate } = validator({ defects })
    expect(await validate(await stranger.token())).toMatchObject({ kind: 'refused' })
    expect(await validate(await idp.token())).toMatchObject({ kind: 'granted', reason: 'token-valid' })
  })

  it('accepts a forged token once they cannot, also with old keys at hand', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const { validate, keys, state } = validator({ defects })
    await validate(await idp.token())
    state.reachable = false
    vi.advanceTimersByTime(600_000)
    await keys.freshen()
    expect(await validate(await stranger.token())).toEqual({ kind: 'granted', reason: 'signature-unchecked' })
    vi.useRealTimers()
  })

  it.each([{ aud: 'orders' }, { exp: 1 }, { iss: 'https://elsewhere.test' }])(
    'still refuses %o',
    async (claims) => {
      const { validate } = validator({ defects, reachable: false })
      expect(await validate(await stranger.token(claims))).toMatchObject({ kind: 'refused' })
    },
  )
})

describe('the times in a token', () => {
  const born = (iat: number, life = 300) => idp.token({ iat: seconds(iat), exp: seconds(iat + life) })
  const good = { kind: 'granted', reason: 'token-valid' }
  const future = { kind: 'refused', reason: 'token-not-yet-valid' }
  const expired = { kind: 'refused', reason: 'token-expired' }

  it.each([
    ['from a little in the future, within the leeway', 1, good, []],
    ['from the future', 60, future, []],
    ['ended within the leeway', -301, good, []],
    ['ended', -310, expired, []],
    ['from a little in the future, without leeway', 1, future, ['no-leeway']],
    ['ended half an hour ago, with an hour of leeway', -2_100, good, ['hour-of-leeway']],
    ['from the future, whose age nobody looks at', 600, good, ['no-token-age']],
    ['ended long ago, whose times nobody looks at', -86_400, good, ['times-unchecked']],
  ] as const)('%s', async (_what, iat, answer, defects) => {
    expect(await validator({ defects }).validate(await born(iat))).toEqual(answer)
  })

  it('is too old before its expiry where the greatest age is shorter', async () => {
    expect(await validator().validate(await born(-310, 3_600))).toEqual(expired)
  })
})
