/** How statements are signed: ECDSA over P-256 with SHA-256 (DER), or Ed25519. */
export const algorithms = ['p256', 'ed25519'] as const
export type Algorithm = (typeof algorithms)[number]

/** A key that somebody is known by. */
export interface PublicKey {
  /** OpenSSH fingerprint, `SHA256:…`: the one form that every verifier takes. */
  readonly keyId: string
  readonly algorithm: Algorithm
  /** SPKI, PEM. */
  readonly pem: string
}

/** What somebody's signature is taken for. */
export type Duty = 'coordinator' | 'approver' | 'witness'

/** A key that was handed over by its owner, and is believed. */
export interface TrustedKey extends PublicKey {
  readonly name: string
  readonly duty: Duty
}

/** Somebody who can sign. The private part stays where it is: nothing here gives it away. */
export interface Signer extends PublicKey {
  /** Signs these very bytes. */
  sign(bytes: Uint8Array): Promise<Uint8Array>
}

/** Gets an RFC 3161 response (DER) over a signature, if it can: somebody else's word on when it was there. */
export type Stamp = (signature: Uint8Array) => Promise<Uint8Array | undefined>
