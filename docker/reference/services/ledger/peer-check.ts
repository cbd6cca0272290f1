import type { DeclaredCaller } from '../common/mutual-tls.ts'
import type { PeerCertificate } from '../common/peer-certificate.ts'
import type { TrustBundle } from '../common/trust-bundle.ts'
import type { Access } from './access.ts'
import type { RevocationLists } from './revocation-list.ts'

export interface PeerCheckOptions {
  readonly callers: readonly DeclaredCaller[]
  readonly trust: Pick<TrustBundle, 'distrusts'>
  readonly lists: Pick<RevocationLists, 'stateOf'>
  readonly defects: ReadonlySet<string>
  readonly nowMs?: () => number
}

/**
 * What the handshake has not seen, at each request: a connection that is open outlives the certificate, its revocation
 * and the trust in its CA.
 */
export const checkPeer =
  ({ callers, trust, lists, defects, nowMs = Date.now }: PeerCheckOptions) =>
  async (peer: PeerCertificate): Promise<Access> => {
    const caller = callers.find(({ spiffeId }) => peer.spiffeIds.includes(spiffeId))
    if (!caller || peer.spiffeIds.length !== 1) return { kind: 'refused', reason: 'peer-unknown' }
    if (peer.expiresMs <= nowMs()) return { kind: 'refused', reason: 'certificate-expired' }
    if (trust.distrusts(peer.certificate)) return { kind: 'refused', reason: 'ca-distrusted' }
    if (caller.check === 'short-lived' || defects.has('revocation-unchecked'))
      return { kind: 'granted', reason: 'certificate-valid' }
    const state = caller.check === 'crl' ? await lists.stateOf(peer.certificate, caller.boundMs) : 'unknown'
    if (state === 'revoked') return { kind: 'refused', reason: 'certificate-revoked' }
    const open = caller.fail === 'soft' || defects.has('crl-fails-open')
    if (state === 'good' || open)
      return { kind: 'granted', reason: state === 'good' ? 'certificate-valid' : 'revocation-unchecked' }
    return { kind: 'unavailable', reason: 'revocation-unknown' }
  }
