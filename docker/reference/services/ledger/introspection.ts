import * as z from 'zod'
import { digest } from '../common/bearer.ts'
import { describeError, log } from '../common/log.ts'
import { monotonicMs } from '../common/monotonic.ts'
import type { Outbound } from '../common/outbound.ts'
import { type Access, isFor } from './access.ts'

export interface IntrospectionOptions {
  readonly issuer: string
  readonly clientSecret: () => string
  readonly call: Outbound
  /** How long an active answer is reused; 0 asks every time. */
  readonly cacheMs: number
  readonly defects: ReadonlySet<string>
  readonly nowMs?: () => number
}

const answer = z.looseObject({
  active: z.boolean(),
  iss: z.string().optional(),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
})
type Answer = z.infer<typeof answer>

const hourMs = 3_600_000
const maxCached = 1_000

/** Asks the IdP about a token (RFC 7662). Anything but a clear answer lets nobody in. */
export function introspect(options: IntrospectionOptions) {
  const { issuer, defects, nowMs = monotonicMs } = options
  // Seeded defect: a result serves for an hour, however short its declared life.
  const cacheMs = defects.has('introspection-cached') ? hourMs : options.cacheMs
  const cache = new Map<string, { readonly access: Access; readonly untilMs: number }>()

  return async (token: string): Promise<Access> => {
    const key = digest(token).toString('hex')
    const cached = cache.get(key)
    if (cached && cached.untilMs > nowMs()) return cached.access
    const found = await ask(options, token)
    if (!found) {
      // Seeded defect: a failure is taken as a yes.
      if (defects.has('introspection-error-is-active'))
        return { kind: 'granted', reason: 'introspection-failed' }
      // Seeded defect: it is taken as a no, and the caller's credentials are blamed.
      if (defects.has('introspection-error-is-denial')) return { kind: 'refused', reason: 'token-inactive' }
      return { kind: 'unavailable', reason: 'introspection-unavailable' }
    }
    const access = judge(found, issuer)
    cache.delete(key)
    if (access.kind === 'granted' && cacheMs > 0) {
      if (cache.size >= maxCached) cache.clear()
      cache.set(key, { access, untilMs: nowMs() + cacheMs })
    }
    return access
  }
}

function judge(found: Answer, issuer: string): Access {
  if (!found.active) return { kind: 'refused', reason: 'token-inactive' }
  if (!isFor(found.aud)) return { kind: 'refused', reason: 'claim-aud' }
  if (found.iss !== undefined && found.iss !== issuer) return { kind: 'refused', reason: 'claim-iss' }
  return { kind: 'granted', reason: 'token-active' }
}

/** The IdP's answer, or undefined when there is no 200 with a boolean `active`. */
async function ask(
  { issuer, clientSecret, call }: IntrospectionOptions,
  token: string,
): Promise<Answer | undefined> {
  try {
    const credentials = Buffer.from(`ledger:${encodeURIComponent(clientSecret())}`).toString('base64')
    const reply = await call(`${issuer}/protocol/openid-connect/token/introspect`, {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}`, accept: 'application/json' },
      body: new URLSearchParams({ token, token_type_hint: 'access_token' }),
    })
    if (reply.status === 200) return answer.parse(await reply.json())
    log('introspection refused', { status: reply.status })
  } catch (error) {
    log('introspection failed', describeError(error))
  }
  return undefined
}
