import type { Contact } from '../model/trace.ts'
import { type Case, isMeanwhile, type Way } from './case.ts'
import type { Leg } from './leg.ts'
import { type Failing, failing } from './verdict.ts'

type OwnWay = Extract<Leg, { kind: 'way' }>

const refused = /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ERR_(CONNECTION_REFUSED|ADDRESS_UNREACHABLE))$/
const unnamed = /^(ENOTFOUND|EAI_AGAIN|ERR_NAME_NOT_RESOLVED)$/
const untimely = /CERT_NOT_YET_VALID|CERT_DATE_INVALID/
const untrusted =
  /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_CERT_|ERR_SSL_.*(CERT|UNKNOWN_CA)|ERR_BAD_SSL_CLIENT_AUTH)/
const misnamed = /^(ERR_TLS_|ERR_SSL_|EPROTO$|HOSTNAME_MISMATCH|ERR_CERT_COMMON_NAME)/
/** A handshake that takes so long tells of a slow way: no application has a part in it. */
export const isLate = ({ tlsMs = 0 }: Contact): boolean => tlsMs >= 1_000

/** Longer than this nobody keeps a connection that leads nowhere: it was silent first. */
const atOnceMs = 1_000

/** The layers that a client can see by itself, from the outside in; undefined when what it saw does not decide. */
export function ofWay(leg: OwnWay, of: Case): Failing | undefined {
  const { contact } = leg
  const code = contact.error ?? 'TIMEOUT'
  return (
    reachability(leg, of, code) ??
    dns(contact, code) ??
    ofCertificate(contact.to, code) ??
    transport(leg, of, code)
  )
}

function reachability({ contact, to }: OwnWay, of: Case, code: string): Failing | undefined {
  if (refused.test(code))
    return failing('reachability', 'refused', `the connection to ${to} was refused (${code})`)
  if (contact.reached === 'name' || (contact.reached === 'nothing' && code === 'UND_ERR_CONNECT_TIMEOUT'))
    return failing('reachability', 'no connection', `no connection to ${to} was made (${code})`)
  if (contact.reached !== 'connection' || !isClosed(code) || (contact.bytes ?? 0) > 0) return undefined
  const atOnce = contact.fresh && waited(of) <= atOnceMs
  const others = of.around(to).filter(isShut)
  // What a proxy of nobody says is now an orderly end, now a reset: it depends on who was quicker.
  if (isSlow(of, to)) return undefined
  if ((code === 'CLOSED' && atOnce) || others.length > 0)
    return failing(
      'reachability',
      'closed at once',
      `${to} closed new connections before a word was said (${code})`,
    )
  return undefined
}

const isClosed = (code: string) =>
  /^(CLOSED|ECONNRESET|ERR_CONNECTION_(CLOSED|RESET)|ERR_EMPTY_RESPONSE)$/.test(code)
const waited = ({ attempt }: Case) => attempt.endMs - attempt.beganMs

/** A door that closes at once, in good order, before anything was said. */
export const isShut = ({ reached, fresh, error, bytes = 0, beganMs, endMs }: Way) =>
  reached === 'connection' && fresh && error === 'CLOSED' && bytes === 0 && endMs - beganMs <= atOnceMs

function dns({ to }: Contact, code: string): Failing | undefined {
  return unnamed.test(code)
    ? failing('dns', 'no address', `the name of ${to} gave no address (${code})`)
    : undefined
}

/** A certificate, as whoever dials sees it. The harness's own clock is right: an expired one has expired. */
export function ofCertificate(to: string, code: string): Failing | undefined {
  if (misnamed.test(code) && !untrusted.test(code))
    return failing('tls', 'handshake', `the TLS handshake with ${to} failed (${code})`)
  if (untimely.test(code))
    return failing('clock', 'not yet valid', `the certificate of ${to} is not valid yet (${code})`)
  if (untrusted.test(code))
    return failing('trust', 'certificate', `the certificate of ${to} is not trusted (${code})`)
  return undefined
}

function transport({ contact, to }: OwnWay, of: Case, code: string): Failing | undefined {
  const { reached, fresh } = contact
  if (reached === 'connection' && (contact.bytes ?? 0) > 0 && isClosed(code))
    return failing('transport', 'cut', `${to} was cut off in the middle of the handshake (${code})`)
  if (reached === 'connection' && code === 'ECONNRESET')
    return failing('transport', 'reset', `the connection to ${to} was reset during the handshake`)
  if (reached === 'connection' && (!isClosed(code) || (code === 'CLOSED' && isSlow(of, to))))
    return failing('transport', 'silent', `${to} took the connection and said nothing (${code})`)
  if (reached === 'answer') return failing('transport', 'cut', `the answer of ${to} was cut off (${code})`)
  if (reached === 'handshake' && isBroken(code)) return brokenOff(to, code, of)
  if (reached === 'handshake') return silentAfter(to, fresh, of)
  return byOthers(to, of)
}

/** It closed in the end, after a silence, of this connection or of others. */
const isSlow = (of: Case, to: string) =>
  waited(of) > atOnceMs ||
  of.around(to).some(({ reached, error }) => reached === 'connection' && error === 'TIMEOUT')

const isBroken = (code: string) => isClosed(code) || code === 'UND_ERR_SOCKET'

/** An open connection broke: new ones tell whether anybody is there at all. */
function brokenOff(to: string, code: string, of: Case): Failing {
  const gone = of
    .around(to)
    .find(
      ({ fresh, reached, error = '', endMs }) =>
        fresh &&
        endMs >= of.attempt.beganMs &&
        (refused.test(error) || (reached === 'connection' && error === 'CLOSED')),
    )
  return gone
    ? failing(
        'reachability',
        'gone',
        `an open connection to ${to} was cut, and new ones found nobody (${gone.error})`,
      )
    : failing('transport', 'cut', `an open connection to ${to} was cut (${code})`)
}

/** The request was sent and nothing came: does the server hang, or the way back? Its log knows, or new connections. */
function silentAfter(to: string, fresh: boolean, of: Case): Failing | undefined {
  const arrived = of.calls.filter(({ service, kind }) => service === to && kind !== 'failed')
  const answer = arrived.find(({ kind, status }) => kind === 'answer' || status !== undefined)
  // Long after the client gave up it was the server that took so long, not the way back.
  if (answer && answer.atMs <= of.attempt.endMs + atOnceMs)
    return failing(
      'transport',
      'answer lost',
      `${to} took the request and answered it; nothing came back in time`,
    )
  const others = of.around(to).filter((way) => way.fresh && isMeanwhile(way, of.attempt))
  if (others.some(isLate))
    return failing('transport', 'slow', `the way to ${to} is slow: others needed long for a handshake`)
  if (
    fresh ||
    arrived.length > 0 ||
    others.some(({ reached }) => reached === 'handshake' || reached === 'answer')
  )
    return failing('application', 'hangs', `${to} took the request and did not answer it`)
  return others.some(({ reached }) => reached === 'connection')
    ? failing('transport', 'silent', `nothing came back on an open connection to ${to}, nor on new ones`)
    : undefined
}

/** A browser tells too little of a way that failed: what others met on it at that time decides, when they agree. */
function byOthers(to: string, of: Case): Failing | undefined {
  const ways = of
    .everybody(to)
    .filter(({ reached, error }) => reached !== 'answer' && error !== undefined && !vague(error))
  const told = of.told(to).map(({ code = '' }) => code)
  const said = [...ways.map((way) => ofOther(way, of)), ...told.map((code) => ofCode(to, code))]
  const known = said.filter((one) => one !== undefined)
  const shut = known.find(({ layer, cause }) => layer === 'reachability' && cause === 'closed at once')
  const first = shut ?? known[0]
  // Whoever finds nobody is now told so, now reset: that is no disagreement.
  if (!first || known.some((one) => one.layer !== first.layer && !(shut && one.cause === 'reset')))
    return undefined
  return failing(first.layer, first.cause, `others at the same time: ${first.evidence}`)
}

function ofCode(to: string, code: string): Failing | undefined {
  if (code === 'CLOSED')
    return failing('reachability', 'closed at once', `${to} closed new connections at once`)
  if (refused.test(code) || code === 'NOT_CONNECTED')
    return failing('reachability', 'refused', `the connection to ${to} was refused (${code})`)
  if (code === 'ECONNRESET') return failing('transport', 'reset', `new connections to ${to} were reset`)
  return code === 'TIMEOUT'
    ? failing('transport', 'silent', `${to} took connections and said nothing`)
    : undefined
}

const vague = (error: string) => error.startsWith('ERR_CONNECTION_C') || error === 'ERR_CONNECTION_RESET'

function ofOther(way: Way, of: Case): Failing | undefined {
  const { to, reached, error = '', bytes = 0 } = way
  if (refused.test(error)) return ofCode(to, error)
  if (reached !== 'connection') return undefined
  if (isShut(way)) return ofCode(to, 'CLOSED')
  if (error === 'ECONNRESET' && bytes === 0) return ofCode(to, error)
  if (error === 'CLOSED' && bytes === 0 && !isSlow(of, to)) return undefined
  return ofCertificate(to, error) ?? ofCode(to, 'TIMEOUT')
}
