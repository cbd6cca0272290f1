import type { Estate } from '../model/estate.ts'
import { type Caller, callerOf } from '../workloads/web/caller.ts'
import { type entries, readEntries } from '../workloads/web/ledger.ts'
import { type Token, tokenFor } from '../workloads/web/oidc.ts'
import type { Measuring } from './case.ts'
import type { TokenChecks } from './window.ts'

/** A service account, and the ledger that it reads. */
export interface Account {
  token(): Promise<Token>
  granted(access: keyof typeof entries, token: Token): Promise<boolean>
  close(): Promise<void>
}

const patienceMs = 5_000

/** The first service account of the estate that has a client and a secret, or undefined. */
export async function accountOf({ stack, signal }: Measuring): Promise<Account | undefined> {
  const known = Object.values(stack.estate.identities).find(
    ({ kind, client, secret }) => kind === 'service-account' && client && secret,
  )
  if (!known?.client || !known.secret) return undefined
  const { client } = known
  const secret = await stack.secret(known.secret)
  const caller = callerOf(stack, 'machines')
  return {
    token: () => tokenFor(stack, caller, { client, secret, signal }),
    granted: (access, token) => granted(caller, access, token, signal),
    close: () => caller.close(),
  }
}

async function granted(
  caller: Caller,
  access: keyof typeof entries,
  { value }: Token,
  stop: AbortSignal,
): Promise<boolean> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(patienceMs)])
  const context = { signal, requestId: crypto.randomUUID(), nowMs: () => performance.now() }
  return (await readEntries(caller, access, context, value)).outcome === 'granted'
}

/** What the estate declares of a service's token checks. */
export function checksOf({ services }: Estate, service: string): TokenChecks {
  const { leeway = 0, 'max-age': maxAgeMs } = services[service]?.tokens ?? {}
  return { leewayMs: leeway, maxAgeMs }
}

export function inWords({ leewayMs, maxAgeMs }: TokenChecks): string {
  const age = maxAgeMs === undefined ? 'no greatest age' : `greatest age ${maxAgeMs / 1_000} s`
  return `leeway ${leewayMs / 1_000} s, ${age}`
}
