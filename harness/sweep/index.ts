import type { Prepare } from './case.ts'
import { certificate } from './cases/certificate.ts'
import { dbNew } from './cases/db-new.ts'
import { freshLogin } from './cases/fresh-login.ts'
import { tokenIntrospected } from './cases/token-introspected.ts'
import { tokenOffline } from './cases/token-offline.ts'

/** The catalogue of what is swept: one line each. */
export const cases: readonly Prepare[] = [tokenOffline, tokenIntrospected, certificate, freshLogin, dbNew]
