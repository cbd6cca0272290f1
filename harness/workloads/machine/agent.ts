import { DrillError } from '../../model/error.ts'
import { defectsIn } from '../../model/estate.ts'
import type { Stack } from '../../stacks/stack.ts'
import { probe } from '../probe.ts'
import { anew } from '../web/anew.ts'
import { type Caller, callerOf } from '../web/caller.ts'
import { readWithToken } from '../web/ledger.ts'
import { ended, ofTokenFailure, type Token, type TokenAsk, tokenFor } from '../web/oidc.ts'
import type { Actor, AttemptContext, Enter, Given, Result } from '../workload.ts'

/** Longest that an agent waits for the end of one credential; what is owed is tried again with the next task. */
const endMs = 2_000

/** What an agent took, task by task. */
interface Taken {
  /** Of tasks that are done, but not ended yet: the IdP could not be told. */
  readonly owed: Set<Token>
  /** Ended, as far as the IdP said; the newest last. */
  readonly over: Token[]
}

/**
 * Every task has a credential of its own. Right after the task it is ended at the IdP; while that cannot be told the
 * agent owes it, and tells it with each further task. The ended one is tried where it worked a moment before, with the
 * same validator, while the credential of the next task still works: that one is its twin.
 */
export async function enterAgent(
  { stack }: Enter,
  { identity, every: everyMs }: { identity: string; every: number },
): Promise<Actor> {
  const { client, secret: secretName } = stack.estate.identities[identity] ?? {}
  if (!client || !secretName)
    throw new DrillError('bad-input', `${identity} has no client and secret in the estate: no agent`)
  const as: Client = { client, secret: await stack.secret(secretName) }
  const caller = callerOf(stack, 'machines')
  // Seeded defect: the agent ends nothing.
  const keeps = defectsIn(stack.estate, caller.name).includes('agent-keeps-token')
  const taken: Taken = { owed: new Set(), over: [] }
  const end = (context: Pick<AttemptContext, 'signal'>) =>
    keeps ? kept(taken) : endOwed(stack, caller, as, taken, context.signal)
  return {
    name: identity,
    probes: [
      probe({
        access: 'agent-task',
        everyMs,
        acting: true,
        attempt: (context) => task(stack, caller, as, taken, end, context),
      }),
      probe({
        access: 'agent-ended',
        everyMs,
        ready: () => taken.over.length > 0,
        attempt: (context) => readWithToken(caller, 'token-introspected', context, newest(taken)),
      }),
    ],
    leave: async () => {
      await end({ signal: AbortSignal.timeout(endMs) })
      await caller.close()
    },
    given: () => [...taken.over, ...taken.owed].map((token) => givenOf(stack, caller, identity, token)),
  }
}

type Client = Pick<TokenAsk, 'client' | 'secret'>

async function task(
  stack: Stack,
  caller: Caller,
  as: Client,
  { owed }: Taken,
  end: (context: AttemptContext) => Promise<void>,
  context: AttemptContext,
): Promise<Result> {
  const { signal, requestId } = context
  const token = await tokenFor(stack, caller, { ...as, signal, requestId }).catch(ofTokenFailure)
  if ('outcome' in token) return token
  owed.add(token)
  try {
    return await readWithToken(caller, 'token-introspected', context, token)
  } finally {
    await end(context)
  }
}

/** Tells the IdP of every credential whose task is done; those that it does not hear of stay owed. */
async function endOwed(
  stack: Stack,
  caller: Caller,
  as: Client,
  { owed, over }: Taken,
  signal: AbortSignal,
): Promise<void> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(endMs)])
  for (const token of owed) {
    const heard = await ended(stack, caller, token, { ...as, signal: limit }).then(
      () => true,
      () => false,
    )
    if (!heard) return
    owed.delete(token)
    over.push(token)
  }
}

async function kept({ owed, over }: Taken): Promise<void> {
  over.push(...owed)
  owed.clear()
}

const newest = ({ over }: Taken): Token => over.at(-1) as Token

function givenOf(stack: Stack, { name }: Caller, identity: string, token: Token): Given {
  return {
    credential: `credential of ${identity} for the task of ${new Date(token.issuedMs).toISOString()}`,
    expiresMs: token.expiresMs,
    attempt: anew(stack, name, (again, context) =>
      readWithToken(again, 'token-introspected', context, token),
    ),
  }
}
