import type { JSONWebKeySet } from 'jose'
import type { SigningKeysOptions } from '../common/signing-keys.ts'

/** Seeded defects in how the ledger keeps the signing keys of the IdP. */
export function seededKeys(options: SigningKeysOptions, defects: ReadonlySet<string>): SigningKeysOptions {
  const { fetchKeys } = options
  // Every token that a stranger makes up becomes a call to the IdP.
  const cooldown = defects.has('keys-without-cooldown') ? { cooldownMs: 0 } : {}
  if (defects.has('keys-pinned')) return { ...options, ...cooldown, fetchKeys: first(fetchKeys) }
  if (defects.has('keys-kept')) return { ...options, ...cooldown, fetchKeys: all(fetchKeys) }
  return { ...options, ...cooldown }
}

type FetchKeys = SigningKeysOptions['fetchKeys']

/** What was fetched first serves for good. */
function first(fetchKeys: FetchKeys): FetchKeys {
  let fetched: JSONWebKeySet | undefined
  return async () => {
    fetched ??= await fetchKeys()
    return fetched
  }
}

/** A key that was seen once is trusted for good. */
function all(fetchKeys: FetchKeys): FetchKeys {
  const seen = new Map<string, JSONWebKeySet['keys'][number]>()
  return async () => {
    for (const key of (await fetchKeys()).keys) seen.set(key.kid ?? '', key)
    return { keys: [...seen.values()] }
  }
}
