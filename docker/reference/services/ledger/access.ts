/** What came of a bearer token: let in, refused (401), or nobody can tell (503). */
export type Access =
  | { readonly kind: 'granted'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unavailable'; readonly reason: string }

export const audience = 'ledger'
