import { layers } from '../model/words.ts'
import { type Case, isMeanwhile } from './case.ts'
import type { Leg } from './leg.ts'
import { type Failing, failing } from './verdict.ts'
import { isLate, isShut, ofCertificate } from './way.ts'

type Passed = Extract<Leg, { kind: 'passed' }>
type Asked = Extract<Leg, { kind: 'asked' }>

/** What a gateway saw of the way behind it: HAProxy's termination state, and its error of TLS. */
export function ofPassed({ from, to, call }: Passed, of: Case): Failing | undefined {
  const { termination = '', error = '' } = call
  const saw = `${from} → ${to} ended as ${termination}${error ? `: ${error}` : ''}`
  if (/certificate|unknown ca/i.test(error)) return failing('trust', 'certificate', saw)
  if (termination === 'SC' && /^error:/.test(error)) return failing('tls', 'handshake', saw)
  if (termination === 'SC') return closedBehind(to, saw, of)
  if (/^[sS]D|^SH|^SL/.test(termination)) return failing('transport', 'cut', saw)
  return undefined
}

/** HAProxy words a refused connection, a reset and a closed door alike: others who dialled the same service may know. */
function closedBehind(to: string, saw: string, of: Case): Failing | undefined {
  if (isGone(to, of)) return failing('reachability', 'closed at once', saw)
  return of.told(to).some(({ code }) => code === 'ECONNRESET')
    ? failing('transport', 'reset', saw)
    : undefined
}

/** What a service says of its own call to a dependency, held against what others saw of that way. */
export function ofAsked({ from, to, call: said }: Asked, of: Case): Failing | undefined {
  // A refusal that does not say how asking failed was about a failure shortly before.
  const call =
    said.layer === undefined ? (of.told(to).findLast(({ service }) => service === from) ?? said) : said
  const { code = '', layer = '' } = call
  const saw = `${from} could not ask ${to}: ${code || layer || 'no reason given'}`
  const arrived = of.calls.find(({ service, caller, kind, status }) => {
    return kind === 'call' && service === to && caller === from && status !== undefined && status < 500
  })
  if (arrived && layer !== 'application' && layer !== 'token')
    return failing('transport', 'answer lost', `${saw}; ${to} answered it with ${arrived.status}`)
  if (code === 'TIMEOUT') return ofSilence({ from, to }, saw, of)
  if (/^CERT_(NOT_YET_VALID|HAS_EXPIRED)$/.test(code)) return untimely(from, saw, of)
  if (code === 'ECONNRESET' && isGone(to, of)) return failing('reachability', 'closed at once', saw)
  const certificate = ofCertificate(to, code)
  if (certificate) return { ...certificate, evidence: saw }
  const word = layers.find((one) => one === layer)
  return word && failing(word, causes[word] ?? 'failed', saw)
}

/** Whoever else dialled it at that time found nobody. */
const isGone = (to: string, of: Case) =>
  of.told(to).some(({ code }) => code === 'CLOSED' || code === 'ECONNREFUSED') || of.around(to).some(isShut)

const causes: Readonly<Record<string, string>> = {
  reachability: 'refused',
  transport: 'cut',
  application: 'cannot serve',
  token: 'refused',
}

/** A certificate that the service takes for expired, or too young: by its own clock. */
function untimely(service: string, saw: string, { skewed }: Case): Failing {
  const clock = skewed.find((one) => one.service === service)
  return clock
    ? failing('clock', 'wrong clock', `${saw}; the clock of ${service} is ${shown(clock.skewMs)}`)
    : failing('trust', 'certificate', saw)
}

/** No answer in time: silence on new connections too is the way, else the server hangs. */
function ofSilence({ from, to }: { from: string; to: string }, saw: string, of: Case): Failing | undefined {
  const arrived = of.calls.some(
    ({ service, caller, kind }) => kind === 'call' && service === to && caller === from,
  )
  if (arrived) return failing('application', 'hangs', `${saw}; the request had arrived`)
  const fresh = of.around(to).filter((way) => way.fresh && isMeanwhile(way, of.attempt))
  if (fresh.some(isLate)) return failing('transport', 'slow', `${saw}; the handshakes of others took long`)
  if (fresh.some(({ reached }) => reached === 'answer' || reached === 'handshake'))
    return failing('application', 'hangs', `${saw}; others were taken and not answered`)
  return failing('transport', 'silent', saw)
}

export const shown = (skewMs: number) =>
  `${Math.round(Math.abs(skewMs) / 1_000)} s ${skewMs < 0 ? 'behind' : 'ahead'}`
