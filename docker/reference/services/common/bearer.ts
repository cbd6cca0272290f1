import { createHash, timingSafeEqual } from 'node:crypto'
import type { ServiceContext } from './application.ts'
import { refusal } from './refusal.ts'

/** The bearer credential of a request. Throws a 401 refusal when there is none. */
export function bearerOf(c: ServiceContext): string {
  const [, token] = /^Bearer ([\w\-.~+/]+=*)$/i.exec(c.req.header('authorization') ?? '') ?? []
  if (!token) throw refusal(401, 'no-token')
  return token
}

/** Lets only the holder of a secret pass. Throws a 401 refusal otherwise. */
export function requireSecret(c: ServiceContext, secret: string): void {
  if (!timingSafeEqual(digest(bearerOf(c)), digest(secret))) throw refusal(401, 'secret-wrong')
}

/** SHA-256: what is kept of a credential, so that a copy of the store opens nothing. */
export const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
