import type { Prepare } from './case.ts'
import { tokenIntrospected } from './cases/token-introspected.ts'
import { tokenOffline } from './cases/token-offline.ts'

/** The catalogue of what is swept: one line each. */
export const cases: readonly Prepare[] = [tokenOffline, tokenIntrospected]
