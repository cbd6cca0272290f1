import { describe, expect, test } from 'vitest'
import { ofAnswer, ofFailure, ofOAuthError } from '../../harness/workloads/outcome.ts'

const answer = (status: number, headers: Record<string, string> = {}) =>
  ofAnswer({ status, header: (name) => headers[name] })
const coded = (code: string, cause?: unknown) =>
  Object.assign(new Error('secret-in-message', { cause }), { code })

describe('an answer', () => {
  test.each([
    [200, {}, 'granted', 'application'],
    [201, {}, 'granted', 'application'],
    [204, {}, 'granted', 'application'],
    [401, {}, 'denied', 'token'],
    [403, {}, 'denied', 'policy'],
    [403, { 'x-denied-by': 'gateway-denylist' }, 'denied', 'policy'],
    [429, {}, 'unavailable', 'http'],
    [500, { 'content-type': 'application/json' }, 'unavailable', 'application'],
    [503, { 'content-type': 'application/json; charset=utf-8' }, 'unavailable', 'application'],
    [503, { 'content-type': 'text/html' }, 'unavailable', 'http'],
    [302, {}, 'indeterminate', 'http'],
    [404, {}, 'indeterminate', 'http'],
  ])('%i %o is %s at %s', (status, headers, outcome, layer) => {
    expect(answer(status, headers as Record<string, string>)).toMatchObject({ outcome, layer, status })
  })

  test('says who denied it', () => {
    expect(answer(403, { 'x-denied-by': 'gateway-denylist' }).detail).toBe('denied by gateway-denylist')
  })
})

describe('a failure', () => {
  test.each([
    ['ECONNREFUSED', 'reachability'],
    ['EHOSTUNREACH', 'reachability'],
    ['UND_ERR_CONNECT_TIMEOUT', 'reachability'],
    ['ENOTFOUND', 'dns'],
    ['ECONNRESET', 'transport'],
    ['EPIPE', 'transport'],
    ['UND_ERR_SOCKET', 'transport'],
    ['UND_ERR_HEADERS_TIMEOUT', 'transport'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['CERT_HAS_EXPIRED', 'tls'],
  ])('with %s ends at %s', (code, layer) => {
    expect(ofFailure(coded(code))).toEqual({ outcome: 'unavailable', status: code, layer })
    expect(ofFailure(new TypeError('fetch failed', { cause: coded(code) }))).toMatchObject({ layer })
  })

  test.each([
    ['net::ERR_CONNECTION_REFUSED', 'reachability'],
    ['net::ERR_NAME_NOT_RESOLVED', 'dns'],
    ['net::ERR_CERT_AUTHORITY_INVALID', 'tls'],
    ['net::ERR_SSL_PROTOCOL_ERROR', 'tls'],
    ['net::ERR_CONNECTION_RESET', 'transport'],
    ['net::ERR_EMPTY_RESPONSE', 'transport'],
  ])('of the browser, %s, ends at %s', (message, layer) => {
    const failure = ofFailure(new Error(`page.goto: ${message} at https://idp.estate.test:8443/`))
    expect(failure).toMatchObject({ outcome: 'unavailable', layer, status: message.slice(5) })
  })

  test('by time-out is unavailable, and indeterminate where it may have acted', () => {
    const timeOut = new DOMException('too late', 'TimeoutError')
    expect(ofFailure(timeOut)).toEqual({ outcome: 'unavailable', status: 'TIMEOUT', layer: 'transport' })
    expect(ofFailure(timeOut, true).outcome).toBe('indeterminate')
    expect(ofFailure(coded('OAUTH_TIMEOUT', timeOut))).toMatchObject({
      outcome: 'unavailable',
      status: 'TIMEOUT',
    })
    expect(ofFailure(coded('ECONNRESET'), true).outcome).toBe('indeterminate')
  })

  test('that never left did not act', () => {
    expect(ofFailure(coded('ECONNREFUSED'), true).outcome).toBe('unavailable')
    expect(ofFailure(coded('ENOTFOUND'), true).outcome).toBe('unavailable')
  })

  test.each([
    ['28P01', 'denied', 'token'],
    ['28000', 'denied', 'token'],
    ['42704', 'denied', 'token'],
    ['42501', 'denied', 'policy'],
    ['57P01', 'unavailable', 'transport'],
    ['57P03', 'unavailable', 'transport'],
    ['53300', 'unavailable', 'application'],
  ])('with SQLSTATE %s is %s at %s', (code, outcome, layer) => {
    expect(ofFailure(coded(code))).toEqual({ outcome, status: code, layer })
  })

  test.each(['net::ERR_NETWORK_CHANGED', 'net::ERR_ABORTED', 'Target page has been closed'])(
    'that the browser brought about itself, %s, says nothing',
    (message) => {
      expect(ofFailure(new Error(`page.goto: ${message}`)).outcome).toBe('indeterminate')
    },
  )

  test('never repeats a message, which may hold a secret', () => {
    const failures = [
      ofFailure(new Error('hvs.secret')),
      ofFailure(coded('ECONNRESET')),
      ofFailure('hvs.secret'),
    ]
    expect(JSON.stringify(failures)).not.toMatch(/secret/)
  })
})

describe('an OAuth error', () => {
  test.each([
    [400, 'invalid_grant', 'denied'],
    [401, 'invalid_client', 'denied'],
    [400, 'unauthorized_client', 'denied'],
    [503, 'temporarily_unavailable', 'unavailable'],
    [500, 'unknown_error', 'unavailable'],
    [400, 'server_error', 'unavailable'],
  ])('%i %s is %s', (status, error, outcome) => {
    expect(ofOAuthError(status, error)).toMatchObject({ outcome, status, detail: error })
  })
})
