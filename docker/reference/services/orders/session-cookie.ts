import { randomBytes } from 'node:crypto'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { ServiceContext } from '../common/application.ts'
import { digest } from '../common/bearer.ts'

/** `orders_session` opens a session; `orders_login` ties a login that has begun to the browser that began it. */
export type CookieName = 'orders_session' | 'orders_login'

const attributes = { httpOnly: true, secure: true, sameSite: 'Lax', path: '/orders' } as const

/** Gives the browser a new random cookie and returns what the server keeps of it. */
export function giveCookie(c: ServiceContext, name: CookieName, maxAge?: number): Buffer {
  const value = randomBytes(32).toString('base64url')
  setCookie(c, name, value, { ...attributes, maxAge })
  return digest(value)
}

export function readCookie(c: ServiceContext, name: CookieName): Buffer | undefined {
  const value = getCookie(c, name)
  return value ? digest(value) : undefined
}

export const dropCookie = (c: ServiceContext, name: CookieName): void =>
  void deleteCookie(c, name, attributes)
