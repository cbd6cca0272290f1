import { fetch } from 'undici'
import { dispatcherBehind } from './dial.ts'
import type { Bootstrap, Part, PartContext } from './part.ts'
import { dialled, type Site } from './site.ts'

/** Runs a part's `bootstrap` (first start) or `revive` (each further one) with a client that trusts the stack's CA. Ended when it returns. */
export async function configureRunning(
  site: Site,
  part: Part,
  context: PartContext,
  step: 'bootstrap' | 'revive',
  signal: AbortSignal,
): Promise<void> {
  if (!part[step]) return
  const dispatcher = dispatcherBehind(dialled(site))
  const origin = (service: string) => {
    const { host, port } = site.topology.behind(service)
    return `https://${host}:${port}`
  }
  const ask: Bootstrap['fetch'] = async (service, path, init) => {
    const headers = Object.fromEntries(new Headers(init?.headers))
    const named = { 'user-agent': 'drill-operator', ...headers }
    const request = { ...init, headers: named, dispatcher } as Parameters<typeof fetch>[1]
    return (await fetch(`${origin(service)}${path}`, request)) as unknown as Response
  }
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason)
  let work: Promise<void> | undefined
  signal.addEventListener('abort', abort, { once: true })
  try {
    signal.throwIfAborted()
    work = part[step]({ fetch: ask, origin, dispatcher, context, signal })
    await Promise.race([work, aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
    await dispatcher.destroy()
    // Given up, it must not go on beside the clean-up; without connections it soon ends.
    await Promise.allSettled([work])
  }
}
