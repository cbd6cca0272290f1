/** The words that scenarios, histories and reports share. One term for one thing. */

/** What one attempt to get access came to. `challenged`: asked to log in, by a page or by a 401 with a login redirect. */
export const outcomes = ['granted', 'denied', 'challenged', 'unavailable', 'indeterminate'] as const
export type Outcome = (typeof outcomes)[number]

/** What an expectation may ask for. `refused`: any conclusive outcome but `granted`. */
export const expectedOutcomes = ['granted', 'denied', 'challenged', 'unavailable', 'refused'] as const
export type ExpectedOutcome = (typeof expectedOutcomes)[number]

export const phases = ['before', 'during', 'recovery', 'after'] as const
export type Phase = (typeof phases)[number]

/**
 * Where an attempt ended, and what a fault really is, in the order in which a diagnosis walks.
 * - `reachability`: no connection to that address, or one that is closed at once because nobody is behind it
 * - `dns`: the name gives no address, or a wrong one
 * - `route`: what stands in front knows no way to the target
 * - `transport`: connected, but bytes come late, broken off or not at all
 * - `tls`: the handshake fails, for another reason than whom it trusts
 * - `http`: an answer that the service itself did not make
 * - `application`: the server was reached and says that it cannot: sealed, standby, over its quota, or it hangs
 * - `trust`: a certificate, issuer or signing key that the other side does not (or no longer) trust
 * - `clock`: valid, but not at the time that the other side's clock shows
 * - `token`: the credential itself: unknown, revoked, at its natural end
 * - `policy`: known, and not allowed
 */
export const layers = [
  'reachability',
  'dns',
  'route',
  'transport',
  'tls',
  'http',
  'application',
  'trust',
  'clock',
  'token',
  'policy',
] as const
export type Layer = (typeof layers)[number]

/** Roles a service of an estate can have. A scenario names roles; the estate says which service holds each. */
export const roles = [
  'idp',
  'vault',
  'ca',
  'gateway',
  'dns',
  'policy',
  'database',
  'relying-service',
  'alerting',
] as const
export type Role = (typeof roles)[number]

/** What is revoked. They differ: ending a session stops no new login. */
export const revocables = [
  'person',
  'idp-session',
  'app-session',
  'access-token',
  'refresh',
  'client',
  'vault-token',
  'lease',
  'certificate',
] as const
export type Revocable = (typeof revocables)[number]

/** The way a revocation takes from the command to the resource. */
export const channels = ['idp', 'app-session', 'gateway-denylist', 'vault', 'database', 'ca'] as const
export type Channel = (typeof channels)[number]

/** How a callee hears that a client certificate was revoked. */
export const revocationChecks = ['crl', 'ocsp', 'short-lived'] as const

/** `failed`: the estate misbehaved. `errored`: the harness did. `inconclusive`: not proven. `aborted`: stopped on purpose. */
export const verdicts = ['passed', 'failed', 'inconclusive', 'errored', 'aborted'] as const
export type Verdict = (typeof verdicts)[number]
