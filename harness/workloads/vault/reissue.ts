import { randomUUID } from 'node:crypto'
import { ofFailure } from '../outcome.ts'
import { patienceMs } from '../probe.ts'
import type { Recorder, Result } from '../workload.ts'
import type { Call, Vault, VaultToken } from './vault.ts'

/**
 * Issuing a new secret is a recovery step, and no client's own: one whose secret was stolen would be followed by the
 * thief for ever. Tries it with the client's token, and records what the vault made of it.
 */
export async function tryReissue(
  vault: Pick<Vault, 'reissue'>,
  held: { readonly token?: VaultToken },
  role: string,
  {
    recorder,
    signal,
  }: { readonly recorder: Pick<Recorder, 'control' | 'nowMs'>; readonly signal: AbortSignal },
): Promise<void> {
  const requestId = randomUUID()
  const call = { signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]), requestId }
  const beganMs = recorder.nowMs()
  const { outcome, status, detail } = await attempt(vault, held.token, role, call)
  const endMs = recorder.nowMs()
  recorder.control({
    control: 'secret-reissued-by-its-holder',
    beganMs,
    endMs,
    outcome,
    status,
    detail,
    requestId,
  })
}

async function attempt(
  vault: Pick<Vault, 'reissue'>,
  token: VaultToken | undefined,
  role: string,
  call: Call,
): Promise<Result> {
  if (!token) return { outcome: 'indeterminate', detail: 'nothing to try: the client holds no token' }
  const result = await vault.reissue(token, role, call).catch((error: unknown) => ofFailure(error, true))
  if (result.outcome !== 'denied' || result.status === 403) return result
  return {
    ...result,
    outcome: 'indeterminate',
    detail: `refused with ${result.status}, not for want of the right`,
  }
}
