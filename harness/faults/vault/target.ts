import { target } from '../target.ts'

/** The vault itself is hit: there is no edge to choose. */
export const vaultTarget = target.omit({ edge: true }).required({ service: true })
