import { describe, expect, test } from 'vitest'
import { diagnose } from '../../harness/diagnosis/diagnose.ts'
import type { Attempt, Fact } from '../../harness/model/record.ts'
import type { Contact, LoggedCall } from '../../harness/model/trace.ts'
import { attempt, contact, historyOf, logged, trace } from './history.ts'

/** The diagnosis of the first of these facts, an attempt. */
const first = (...facts: readonly Fact[]) => diagnose(historyOf(...facts))[0]
const was = (...facts: readonly Fact[]) => first(...facts)?.was

const went = (to: string, of: Partial<Contact>, more: Partial<Attempt> = {}) =>
  attempt({ contacts: [contact(to, of)], ...more })

describe('a way that a client went itself', () => {
  test.each<[string, Partial<Contact>, string]>([
    ['refused', { reached: 'nothing', error: 'ECONNREFUSED' }, 'reachability'],
    ['refused to a browser', { reached: 'nothing', error: 'ERR_CONNECTION_REFUSED' }, 'reachability'],
    ['not made in time', { reached: 'name', error: 'UND_ERR_CONNECT_TIMEOUT' }, 'reachability'],
    ['closed at once', { reached: 'connection', error: 'CLOSED', bytes: 0 }, 'reachability'],
    ['without an address', { reached: 'nothing', error: 'ENOTFOUND' }, 'dns'],
    ['reset', { reached: 'connection', error: 'ECONNRESET', bytes: 0 }, 'transport'],
    ['cut in the handshake', { reached: 'connection', error: 'CLOSED', bytes: 900 }, 'transport'],
    ['silent', { reached: 'connection', error: 'TIMEOUT' }, 'transport'],
    ['cut in the answer', { reached: 'answer', status: 200, error: 'UND_ERR_SOCKET' }, 'transport'],
    ['of another protocol', { reached: 'connection', error: 'EPROTO' }, 'tls'],
    ['not trusted', { reached: 'connection', error: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'trust'],
    ['with an expired certificate', { reached: 'connection', error: 'CERT_HAS_EXPIRED' }, 'trust'],
    ['with a certificate of tomorrow', { reached: 'connection', error: 'CERT_NOT_YET_VALID' }, 'clock'],
    ['taken and not answered', { reached: 'handshake', error: 'TIMEOUT' }, 'application'],
    ['answered that it cannot', { status: 503 }, 'application'],
    ['answered with a no, and no reason', { status: 401 }, 'undetermined'],
    ['answered that it is not known', { status: '28P01' }, 'token'],
    ['answered that it may not', { status: 403 }, 'policy'],
    [
      'that a browser says nothing of',
      { reached: 'connection', error: 'ERR_CONNECTION_RESET' },
      'undetermined',
    ],
  ])('%s', (_, of, layer) => {
    expect(was(went('idp', of))).toBe(layer)
  })

  test('that is silent though open is the way, the server, or nobody knows', () => {
    const open = went('vault', { reached: 'handshake', fresh: false, error: 'TIMEOUT' }, { endMs: 13_000 })
    const other = (of: Partial<Contact>) => went('vault', of, { beganMs: 11_000, endMs: 12_000 })
    expect(was(open)).toBe('undetermined')
    expect(was(open, other({ reached: 'connection', error: 'TIMEOUT' }))).toBe('transport')
    expect(was(open, other({ reached: 'handshake', error: 'TIMEOUT' }))).toBe('application')
    const later = went(
      'vault',
      { reached: 'handshake', error: 'TIMEOUT' },
      { beganMs: 60_000, endMs: 61_000 },
    )
    expect(was(open, later)).toBe('undetermined')
  })

  test('that is answered in its log tells by the time of that whether the server or the way was slow', () => {
    const open = went('vault', { reached: 'handshake', error: 'TIMEOUT' }, { endMs: 13_000 })
    const answered = (atMs: number) => trace(1, logged('vault'), logged('vault', { kind: 'answer', atMs }))
    expect(was(open, answered(10_500))).toBe('transport')
    expect(was(open, answered(30_000))).toBe('application')
  })

  test('that was reset has nobody behind it where others met a closed door', () => {
    const reset = went('idp', { reached: 'connection', error: 'ECONNRESET', bytes: 0 })
    const shut = went('idp', { reached: 'connection', error: 'CLOSED' }, { beganMs: 11_000, endMs: 11_010 })
    expect(was(reset, shut)).toBe('reachability')
  })

  test('of a browser is what others met, if they agree', () => {
    const page = went('idp', { reached: 'nothing', error: 'ERR_TIMED_OUT' })
    const other = (error: string) =>
      went('idp', { reached: 'connection', error }, { actor: 'batch', beganMs: 11_000, endMs: 14_000 })
    expect(was(page, other('TIMEOUT'))).toBe('transport')
    expect(was(page, other('TIMEOUT'), other('SELF_SIGNED_CERT_IN_CHAIN'))).toBe('undetermined')
  })
})

describe('a request that went further than its client', () => {
  const answered = attempt({
    status: 503,
    layer: 'application',
    contacts: [contact('gateway', { status: 503 })],
  })
  const inside = (...calls: readonly LoggedCall[]) => first(answered, trace(1, ...calls))
  const gateway = (of: Partial<LoggedCall>) =>
    logged('gateway', { caller: 'people', backend: 'orders', ...of })
  const asked = (of: Partial<LoggedCall>) =>
    logged('orders', { status: 503, reason: 'idp-unavailable', dependency: 'idp', ...of })

  test('looked like the service, and was the way to its dependency', () => {
    const calls = [
      gateway({ status: 503, termination: '--' }),
      asked({ layer: 'reachability', code: 'ECONNREFUSED' }),
    ]
    expect(inside(...calls)).toMatchObject({
      ...{ looked: 'application', was: 'reachability', at: 'orders → idp' },
      evidence: 'orders could not ask idp: ECONNREFUSED',
    })
  })

  test.each<[string, Partial<LoggedCall>, string]>([
    [
      'refused or reset, which it does not tell apart',
      { termination: 'SC', error: 'SSL handshake failure' },
      'undetermined',
    ],
    [
      'not trusted',
      { termination: 'SC', error: 'error:0A000086:SSL routines::certificate verify failed' },
      'trust',
    ],
    ['cut', { termination: 'SD' }, 'transport'],
    ['cut before an answer', { termination: 'SH' }, 'transport'],
    ['too late for the gateway, which does not say why', { termination: 'sC' }, 'undetermined'],
  ])('ended behind the gateway: %s', (_, of, layer) => {
    expect(inside(gateway({ status: 503, ...of }))?.was).toBe(layer)
  })

  test.each<[string, Partial<LoggedCall>, string]>([
    ['sealed', { layer: 'application', code: 'HTTP 503' }, 'application'],
    ['a certificate nobody trusts', { layer: 'trust', code: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'trust'],
    ['a certificate that has expired', { layer: 'clock', code: 'CERT_HAS_EXPIRED' }, 'trust'],
    ['a client that is not known', { layer: 'token', code: 'HTTP 401' }, 'token'],
    ['no word of the layer', {}, 'undetermined'],
  ])('ended at a dependency: %s', (_, of, layer) => {
    expect(inside(asked(of))?.was).toBe(layer)
  })

  test('is about the failure shortly before, where its own line does not say how asking failed', () => {
    const before = { kind: 'failed', caller: 'orders', dependency: 'idp', atMs: 9_000 } as const
    const failed = logged('orders', { ...before, layer: 'reachability', code: 'ECONNREFUSED' })
    expect(inside(failed, asked({}))?.was).toBe('reachability')
  })

  test('had its answer lost where the dependency says that it gave one', () => {
    const arrived = logged('idp', { caller: 'orders', status: 200 })
    expect(inside(asked({ layer: 'transport', code: 'ECONNRESET' }), arrived)).toMatchObject({
      ...{ was: 'transport', cause: 'answer lost' },
    })
  })

  test('that nobody logged, behind a proxy that answers for others, is not decided', () => {
    expect(
      was(attempt({ status: 503, layer: 'http', contacts: [contact('gateway', { status: 503 })] })),
    ).toBe('undetermined')
  })
})

describe('a no', () => {
  const no = attempt({
    outcome: 'denied',
    status: 401,
    layer: 'token',
    contacts: [contact('gateway', { status: 401 })],
  })
  const said = (of: Partial<LoggedCall>) => trace(1, logged('ledger', { status: 401, ...of }))

  test.each<[string, Partial<LoggedCall>, string]>([
    ['token-expired', { layer: 'token' }, 'token'],
    ['key-unknown', { layer: 'trust' }, 'trust'],
    ['token-not-yet-valid', { layer: 'clock' }, 'clock'],
    ['out-of-scope', { layer: 'policy', status: 403 }, 'policy'],
  ])('because of %s', (reason, of, layer) => {
    expect(was(no, said({ reason, ...of }))).toBe(layer)
  })

  test('looked like a token and was the clock of who checked it', () => {
    const expired = { reason: 'token-expired', layer: 'token', atMs: 10_100 + 90_000 }
    expect(first(no, said({ ...expired, atMs: 10_100 - 90_000 }))?.was).toBe('token')
    expect(first(no, said(expired))).toMatchObject({ looked: 'token', was: 'clock', cause: 'wrong clock' })
    expect(first(no, said(expired))?.evidence).toContain('the clock of ledger is 90 s ahead')
  })

  test('to a token that was issued a moment before is about the time', () => {
    const fresh = { ...no, contacts: [contact('idp', { status: 200 }), contact('gateway', { status: 401 })] }
    expect(was(fresh, said({ reason: 'token-expired', layer: 'token' }))).toBe('clock')
    expect(was({ ...no, expiresMs: 60_000 }, said({ reason: 'token-expired', layer: 'token' }))).toBe('clock')
    expect(was(fresh, said({ reason: 'claim-aud', layer: 'token' }))).toBe('token')
  })

  test('of an authority is about the key where others refused the same credential for it', () => {
    const offline = { ...no, access: 'token-offline', beganMs: 10_500, endMs: 10_600 }
    const inactive = [no, said({ reason: 'token-inactive', layer: 'token' }), offline]
    const key = trace(3, logged('ledger', { status: 401, reason: 'key-unknown', layer: 'trust' }))
    const before = { ...offline, outcome: 'granted', beganMs: 1_000, endMs: 1_010 } as const
    expect(was(...inactive)).toBe('token')
    expect(was(...inactive, key)).toBe('token')
    expect(was(...inactive, key, before)).toBe('trust')
  })

  test('of a deny-list is policy, whatever its status', () => {
    expect(was({ ...no, status: 403, detail: 'denied by gateway-denylist' })).toBe('policy')
  })
})

test('a diagnosis never sees what was injected, nor its witnesses', () => {
  const seen = [went('idp', { reached: 'connection', error: 'TIMEOUT' })]
  const told: Fact[] = [
    { type: 'fault.applied', fault: 'unreachable-idp', beganMs: 9_000, endMs: 9_100 },
    {
      type: 'witness',
      fault: 'unreachable-idp',
      moment: 'begin',
      witness: 'canary',
      ok: true,
      detail: 'refused',
    },
  ]
  const without = ({ attempt, ...rest }: NonNullable<ReturnType<typeof first>>) => rest
  const [bare, informed] = [first(...seen), first(...seen, ...told)]
  expect(bare && without(bare)).toEqual(informed && without(informed))
})
