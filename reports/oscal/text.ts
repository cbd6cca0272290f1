import type { Evidence } from '../report.ts'
import { uuid } from '../uuid.ts'
import { oneLine } from '../words.ts'

/** The release that the documents are written to; what reads it checks the documents against the same. */
export const oscalVersion = '1.2.1'

/** The file that the results name as their plan. */
export const planFile = 'oscal-assessment-plan.json'

/** Owner of our own property names. The host is reserved for examples (RFC 2606): a name space, not a page. */
const ns = 'https://identity-drill.example/ns/oscal'

export interface Property {
  readonly name: string
  readonly ns: string
  readonly value: string
}

export function property(name: string, value: string | number): Property {
  return { name, ns, value: oneLine(String(value)) }
}

/** An OSCAL token: no colon, no space, and a letter first. */
export function token(text: string): string {
  const kept = text.toWellFormed().replace(/[^\p{L}\p{N}._-]+/gu, '-')
  return /^[\p{L}_]/u.test(kept) ? kept : `_${kept}`
}

/** The id of one thing in the documents of one run. */
export function idOf({ run }: Evidence, ...path: readonly string[]): string {
  return uuid(run, 'oscal', ...path)
}

/** OSCAL knows no empty lists: what has nothing in it is left out. */
export function some<K extends string, T>(name: K, list: readonly T[]): { readonly [P in K]?: readonly T[] } {
  return list.length === 0 ? {} : ({ [name]: list } as { readonly [P in K]: readonly T[] })
}
