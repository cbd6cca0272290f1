import type { Ask } from './ask.ts'

/** A login of nobody: needs no credential, and is decided and audited all the same. */
export const stranger: Ask = {
  method: 'POST',
  path: 'auth/approle/login',
  json: { role_id: 'drill-canary', secret_id: 'drill-canary' },
}
