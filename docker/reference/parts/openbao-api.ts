import { setTimeout as pause } from 'node:timers/promises'
import { DrillError } from '../../../harness/model/error.ts'
import type { Bootstrap } from '../../../harness/stacks/part.ts'

export type VaultCall = (method: string, path: string, body?: unknown) => Promise<unknown>

const patienceMs = 60_000
const betweenMs = 100

/** Calls to the vault's API with a token. Errors name path and status, and never carry token or body. */
export function vaultCall(bootstrap: Bootstrap, token?: string): VaultCall {
  return async (method, path, body) => {
    const response = await bootstrap.fetch(bootstrap.context.name, `/v1/${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'drill-operator',
        ...(token ? { 'x-vault-token': token } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok)
      throw new DrillError(
        'start-failed',
        `the vault answered ${response.status} to ${method} ${path}: ${reasons(text)}`,
      )
    return text === '' ? undefined : JSON.parse(text)
  }
}

/** Waits until the vault is unsealed and leads. Throws `start-failed` after a minute. */
export async function whenActive({ fetch, context, signal }: Bootstrap): Promise<void> {
  await until(
    `${context.name} to be unsealed and active`,
    async () => {
      const response = await fetch(context.name, '/v1/sys/health')
      await response.body?.cancel()
      return response.status === 200
    },
    signal,
  )
}

/** Asks until a condition holds. Throws `start-failed` after a minute. */
export async function until(what: string, holds: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + patienceMs
  while (!(await holds())) {
    if (Date.now() > deadline)
      throw new DrillError('start-failed', `waited ${patienceMs / 1000} s for ${what}`)
    await pause(betweenMs, undefined, { signal })
  }
}

/** OpenBao's own error list; it names what is wrong and holds no secrets. */
function reasons(text: string): string {
  try {
    const { errors } = JSON.parse(text) as { errors?: string[] }
    return errors?.join('; ') ?? ''
  } catch {
    return 'no JSON'
  }
}
