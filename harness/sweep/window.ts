import type { Predicted } from './case.ts'

/** When a credential is accepted, by the clock of whoever checks it (ms since 1970); open ends are infinite. */
export interface Window {
  readonly fromMs: number
  readonly toMs: number
}

/** A credential as its issuer meant it. */
export interface Life {
  readonly bornMs: number
  readonly endMs: number
}

export interface TokenChecks {
  readonly leewayMs: number
  /** Oldest age; with it a token from the future is refused too. */
  readonly maxAgeMs: number | undefined
}

/** When a verifier that looks at the expiry, and at the age where it knows a greatest one, accepts a token. */
export function windowOf({ bornMs, endMs }: Life, { leewayMs, maxAgeMs }: TokenChecks): Window {
  if (maxAgeMs === undefined) return { fromMs: Number.NEGATIVE_INFINITY, toMs: endMs + leewayMs }
  return { fromMs: bornMs - leewayMs, toMs: Math.min(endMs, bornMs + maxAgeMs) + leewayMs }
}

/** What a verifier does whose own clock drifts. */
export function ofVerifier(life: Life, { fromMs, toMs }: Window, lateMs: number): Predicted[] {
  return [
    { direction: 'ahead', kind: 'too-early', driftMs: finite(toMs - life.bornMs) },
    { direction: 'behind', kind: 'too-early', driftMs: finite(life.bornMs - fromMs) },
    { direction: 'ahead', kind: 'too-late', driftMs: life.endMs + lateMs < toMs ? 0 : null },
    { direction: 'behind', kind: 'too-late', driftMs: finite(life.endMs + lateMs - toMs) },
  ]
}

/** What a true verifier does with credentials of an issuer whose clock drifts: the other way round. */
export function ofIssuer(life: Life, window: Window, lateMs: number): Predicted[] {
  const other = { ahead: 'behind', behind: 'ahead' } as const
  return ofVerifier(life, window, lateMs).map((one) => ({ ...one, direction: other[one.direction] }))
}

const finite = (ms: number): number | null => (Number.isFinite(ms) ? Math.max(0, ms) : null)
