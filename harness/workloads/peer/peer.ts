import { machines } from '../../model/mutual-tls.ts'
import type { Stack } from '../../stacks/stack.ts'
import { ofAnswer } from '../outcome.ts'
import { probe } from '../probe.ts'
import { type Caller, callerOf } from '../web/caller.ts'
import type { Actor, AttemptContext, Enter, Result } from '../workload.ts'
import { type ClientCertificate, firstFor, type Issue, issuingFor } from './certificate.ts'
import { givenOf, peerOf, readAnew, readOver } from './ledger.ts'

/** Each renewal is a certificate more that must be proven dead. */
const seldomMs = 4_000

/** Gets a certificate of its own and opens a connection; rejects when the CA issues none. */
export async function enterPeer(
  { stack, changing, signal }: Enter,
  { identity, as, every }: { identity: string; as: string; every: number },
): Promise<Actor> {
  const caller = callerOf(stack, machines)
  const secret = await stack.secret('orders-batch')
  try {
    const issue = await issuingFor(stack, caller, identity, changing)
    const machine = standing(stack, issue, await firstFor(issue, identity, { signal }))
    const posted = (connection: 'existing' | 'new') => (context: AttemptContext) =>
      askOrders(caller, secret, connection, context)
    const others = (['existing', 'new'] as const).map((connection) =>
      probe({ access: `mtls-${connection}`, everyMs: every, attempt: posted(connection) }),
    )
    const everyMs = Math.max(every, seldomMs)
    const renewal = probe({ access: 'certificate-renewal', everyMs, attempt: machine.renew })
    return {
      name: `${identity} (${as})`,
      probes: [
        probe({ access: `${as}-existing`, everyMs: every, attempt: machine.existing }),
        probe({ access: `${as}-new`, everyMs: every, attempt: machine.anew }),
        ...(as === 'peer' ? [...others, renewal] : []),
      ],
      given: () => machine.held().map((each) => givenOf(stack, identity, each)),
      leave: async () => {
        await Promise.all([machine.close(), caller.close()])
      },
    }
  } catch (error) {
    await caller.close()
    throw error
  }
}

/** Orders asks the ledger, on the connection that it keeps or on a new one. */
async function askOrders(
  caller: Caller,
  bearer: string,
  connection: 'existing' | 'new',
  { signal, requestId }: AttemptContext,
): Promise<Result> {
  const url = caller.url('gateway', `/orders/api/posted?connection=${connection}`)
  return ofAnswer(await caller.send({ url, bearer, signal, requestId }))
}

/**
 * A machine's own connection with the certificate of its handshake, and the newest certificate beside it. A connection
 * that breaks is opened again with the newest.
 */
function standing(stack: Stack, issue: Issue, first: ClientCertificate) {
  let newest = first
  let held = first
  let open: Caller | undefined
  return {
    renew: async (context: AttemptContext): Promise<Result> => {
      const { given, result } = await issue(context)
      newest = given ?? newest
      return result
    },
    existing: async (context: AttemptContext): Promise<Result> => {
      if (!open) held = newest
      open ??= peerOf(stack, held, { keepAlive: true })
      try {
        return await readOver(open, held, context)
      } catch (error) {
        const broken = open
        open = undefined
        await broken.close()
        throw error
      }
    },
    anew: (context: AttemptContext) => readAnew(stack, newest, context),
    held: () => [...new Set([held, newest])],
    close: async () => open?.close(),
  }
}
