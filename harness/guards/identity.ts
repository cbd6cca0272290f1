import { request } from 'undici'
import type { Estate } from '../model/estate.ts'
import { dispatcherFor } from '../stacks/dial.ts'
import type { Stack } from '../stacks/stack.ts'

const patienceMs = 3_000
/** A discovery document is small; whatever is larger (bytes) is none. */
const largest = 256 * 1024

/** Services that changes are made at and that can say who they are, as far as the operator may call them. */
export function identifiable({ services, callers }: Estate): string[] {
  const reached = callers.operator?.calls ?? []
  return reached.filter((name) => ['idp', 'vault'].includes(services[name]?.role ?? ''))
}

/**
 * Who a server says it is, on the way that the operator's commands take: an identity provider by its issuer, a vault
 * by the id of its cluster. Undefined when it does not answer, or does not say.
 */
export async function identityOf(
  stack: Stack,
  service: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const isVault = stack.estate.services[service]?.role === 'vault'
  const path = isVault ? '/v1/sys/health' : '/realms/estate/.well-known/openid-configuration'
  const { host, port } = stack.endpoint('operator', service)
  const dispatcher = dispatcherFor(stack, 'operator', { timeoutMs: patienceMs, keepAlive: false })
  const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
  try {
    const { body } = await request(`https://${host}:${port}${path}`, {
      ...{ dispatcher, signal: limit, headers: { 'user-agent': 'drill-operator' } },
    })
    const text = await body.text()
    const told = text.length > largest ? {} : (JSON.parse(text) as Record<string, unknown>)
    const identity = isVault ? told.cluster_id : told.issuer
    return typeof identity === 'string' && identity !== '' ? identity : undefined
  } catch {
    return undefined
  } finally {
    await dispatcher.destroy()
  }
}
