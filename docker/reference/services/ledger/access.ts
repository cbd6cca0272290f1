/** What came of a bearer token: let in, refused (401), or nobody can tell (503). */
export type Access =
  | { readonly kind: 'granted'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unavailable'; readonly reason: string }

export const audience = 'ledger'

/** Whether an audience claim, one name or several, names the ledger. */
export const isFor = (aud: string | readonly string[] | undefined): boolean =>
  aud !== undefined && [aud].flat().includes(audience)
