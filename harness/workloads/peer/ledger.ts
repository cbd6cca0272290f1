import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { internalNameOf, machines, trustFiles } from '../../model/mutual-tls.ts'
import type { Stack } from '../../stacks/stack.ts'
import { ofAnswer, ofFailure } from '../outcome.ts'
import { onRunClock } from '../probe.ts'
import { type Caller, callerOf } from '../web/caller.ts'
import type { AttemptContext, Given, Result } from '../workload.ts'
import type { ClientCertificate } from './certificate.ts'

const callee = 'ledger'
const path = '/ledger/internal/entries'

/** The ledger as a machine with this certificate reaches it, trusting what machines of the estate trust now. */
export function peerOf(
  stack: Stack,
  { key, chain }: ClientCertificate,
  options: { keepAlive: boolean },
): Caller {
  const { bundle } = trustFiles(join(stack.dir, machines))
  const ca = readFileSync(bundle, 'utf8')
  const serverName = internalNameOf(stack.estate, callee)
  return callerOf(stack, machines, { ...options, mutual: { key, cert: chain, ca, serverName } })
}

/** Reads entries over a connection of that peer. */
export async function readOver(
  peer: Caller,
  certificate: ClientCertificate,
  context: AttemptContext,
): Promise<Result> {
  const { signal, requestId } = context
  const result = ofAnswer(await peer.send({ url: peer.url(callee, path), signal, requestId }))
  return { ...result, expiresMs: onRunClock(certificate.expiresMs, context) }
}

/** The same over a new connection. */
export async function readAnew(
  stack: Stack,
  certificate: ClientCertificate,
  context: AttemptContext,
): Promise<Result> {
  const peer = peerOf(stack, certificate, { keepAlive: false })
  try {
    return await readOver(peer, certificate, context)
  } finally {
    await peer.close()
  }
}

/** The certificate where it was used, to be tried when everything is undone. */
export function givenOf(stack: Stack, identity: string, certificate: ClientCertificate): Given {
  return {
    credential: `certificate of ${identity}, ${certificate.serial}`,
    expiresMs: certificate.expiresMs,
    attempt: async (signal) => {
      const context = { signal, requestId: randomUUID(), nowMs: () => performance.now() }
      const result = await readAnew(stack, certificate, context).catch((error: unknown) => ofFailure(error))
      const shut = result.outcome === 'unavailable' && result.layer === 'transport'
      if (!shut || !(await answersOthers(stack, context))) return result
      return { ...result, outcome: 'denied', layer: 'tls', detail: 'closed at the handshake' }
    },
  }
}

/** Whether the ledger answers who shows no certificate: then it is the certificate that it shuts out. */
async function answersOthers(stack: Stack, { signal }: AttemptContext): Promise<boolean> {
  const caller = callerOf(stack, machines, { keepAlive: false })
  try {
    return (await caller.send({ url: caller.url(callee, '/ledger/healthz'), signal })).status === 200
  } catch {
    return false
  } finally {
    await caller.close()
  }
}
