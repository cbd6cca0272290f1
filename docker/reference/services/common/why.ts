import { lastFailureOf } from './dependencies.ts'

/** Why a request was refused, for whoever reads the log: the layer, and the dependency that could not be asked. */
export interface Why {
  readonly layer?: string
  readonly dependency?: string
  readonly code?: string
}

/** Reasons that say nobody could be asked, and who that was. */
const asks: Readonly<Record<string, string>> = {
  'idp-unavailable': 'idp',
  'keys-unavailable': 'idp',
  'introspection-unavailable': 'idp',
  'database-unavailable': 'database',
  'no-database-lease': 'vault',
  'revocation-unknown': 'vault',
  'ca-unavailable': 'vault',
  'ledger-unreachable': 'ledger',
}

/** Reasons that are about whom the service trusts, or about time; any other 401 is about the credential itself. */
const layerOfReason: Readonly<Record<string, string>> = {
  'key-unknown': 'trust',
  'signature-invalid': 'trust',
  'claim-iss': 'trust',
  'ca-distrusted': 'trust',
  'certificate-revoked': 'trust',
  'token-not-yet-valid': 'clock',
}

export function whyOf(status: number, reason: string): Why {
  const dependency = asks[reason]
  if (dependency) return { dependency, ...lastFailureOf(dependency) }
  const layer = layerOfReason[reason] ?? (status === 401 ? 'token' : status === 403 ? 'policy' : undefined)
  return layer ? { layer } : {}
}
