import { layers } from '../model/words.ts'
import type { Case } from './case.ts'
import { shown } from './inside.ts'
import type { Leg } from './leg.ts'
import { type Failing, failing } from './verdict.ts'

type Refused = Extract<Leg, { kind: 'refused' }>

/** Reasons that may be about time, whoever's clock is wrong. */
const timely = /expired|not-yet-valid|inactive|invalid_(client|grant|token)|early|late|stale|iat|nbf|exp/
const isTimely = (reason: string) => timely.test(reason)

const isUntimely = (reason: string) => /expired|not-yet-valid/.test(reason)

/** Issued in this very attempt, or known to live on: whoever refuses it for its time has another time. */
const isNew = ({ contacts = [], expiresMs = 0, endMs }: Case['attempt']) =>
  expiresMs > endMs + newMs ||
  new Set(contacts.filter(({ reached }) => reached === 'answer').map(({ to }) => to)).size > 1
const newMs = 5_000

/** Too early for whoever is behind, or by one who is ahead; too late the other way round. */
function explains(reason: string, skewMs: number, own: boolean): boolean {
  const isBehind = own ? skewMs < 0 : skewMs > 0
  if (/not-yet|early/.test(reason)) return isBehind
  return /expired|late|stale/.test(reason) ? !isBehind : true
}

/** Who answered said no, or that it cannot. */
export function ofRefusal(leg: Refused, of: Case): Failing | undefined {
  const { by, status, call } = leg
  const reason = call?.reason ?? of.attempt.detail ?? ''
  const saw = `${by} answered ${status}${reason ? ` (${reason})` : ''}`
  const { outcome } = of.attempt
  if (
    /denied by/.test(of.attempt.detail ?? '') ||
    (call?.backend === undefined && call?.termination === 'LR')
  )
    return failing('policy', 'denied at the gateway', saw)
  if (isNo(status) || outcome === 'challenged') return ofNo(reason, saw, leg, of)
  if (status === 404 && call?.backend === 'nowhere') return failing('route', 'no route', saw)
  if (typeof status === 'number' && (status === 429 || status >= 500)) return ofInability(leg, saw, of)
  return undefined
}

const isNo = (status: number | string | undefined) =>
  status === 400 || status === 401 || status === 403 || /^(28|42501|42704)/.test(String(status))

/** A no: whose clock, whom it trusts, the credential, or what it allows. */
function ofNo(
  reason: string,
  saw: string,
  { by, call, status }: Refused,
  { skewed, attempt, distrusted }: Case,
): Failing | undefined {
  const clock = skewed.find(({ service, skewMs }) =>
    reason === '' ? service === by : isTimely(reason) && explains(reason, skewMs, service === call?.service),
  )
  if (clock && status !== 403)
    return failing('clock', 'wrong clock', `${saw}; the clock of ${clock.service} is ${shown(clock.skewMs)}`)
  if (isUntimely(reason) && isNew(attempt))
    return failing('clock', 'clocks apart', `${saw}; the credential was new, and its end far away`)
  // An authority that is asked says only that it does not know the token any more, whatever became of its key.
  if (/inactive/.test(reason) && distrusted)
    return failing('trust', 'key not trusted', `${saw}; others refused the same credential for its key`)
  const said = layers.find((one) => one === call?.layer)
  if (said) return failing(said, reason || 'refused', saw)
  // A bare 401 may be about whom they trust, the time, or the token: without a word from who refused nobody can tell.
  if (status === 401 && reason === '') return undefined
  if (status === 403 || status === '42501') return failing('policy', reason || 'not allowed', saw)
  return failing(
    'token',
    reason || 'refused',
    attempt.outcome === 'challenged' ? `${saw}: asked to log in` : saw,
  )
}

/** A server that was reached, and cannot: behind a gateway that has no line of it, nobody knows who said so. */
function ofInability({ by, status, call }: Refused, saw: string, of: Case): Failing | undefined {
  if (call === undefined && of.attempt.layer === 'http') return undefined
  if (call?.reason === 'internal' || (call && call.backend !== undefined)) return undefined
  return failing(
    'application',
    status === 429 ? 'over its quota' : 'cannot serve',
    `${saw}; ${by} was reached`,
  )
}
