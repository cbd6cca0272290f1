import { DrillError } from '../../model/error.ts'
import { defectsIn, type Estate, serviceOf } from '../../model/estate.ts'
import { seconds } from '../../model/timing.ts'
import { ofAnswer, ofFailure } from '../outcome.ts'
import { probe } from '../probe.ts'
import { type Caller, callerOf } from '../web/caller.ts'
import type { Actor, AttemptContext, Enter, Result } from '../workload.ts'

/** What each role answers to anybody, and logs. */
const pathOfRole: Readonly<Record<string, string>> = {
  idp: '/realms/estate/.well-known/openid-configuration',
  vault: '/v1/sys/internal/ui/mounts',
  gateway: '/healthz',
}

type Attempt = (context: AttemptContext) => Promise<Result>

/** Opens the connection that is kept; rejects when the service gives no answer over it. */
export async function enterConnections(
  { stack, signal }: Enter,
  { caller, service, every }: { caller: string; service: string; every: number },
  [open = '', anew = '']: readonly string[],
): Promise<Actor> {
  const callee = calleeIn(stack.estate, service)
  const keeping = callerOf(stack, caller)
  const dialling = callerOf(stack, caller, { keepAlive: false })
  const ask = askerOf(stack.estate, callee)
  const kept = keptConnection(keeping, ask)
  const pooled = defectsIn(stack.estate, caller).includes('keeps-dead-connection')
    ? neverRedialled(kept)
    : kept
  const leave = async () => void (await Promise.all([keeping.close(), dialling.close()]))
  try {
    await kept({ signal, requestId: `${caller}-connects`, nowMs: () => 0 })
  } catch (error) {
    await leave()
    throw error
  }
  return {
    name: `${caller} → ${callee}`,
    probes: [
      probe({ access: open, everyMs: every, attempt: pooled }),
      probe({ access: anew, everyMs: every, attempt: (context) => ask(dialling, context) }),
    ],
    leave,
  }
}

function calleeIn(estate: Estate, word: string): string {
  const callee = serviceOf(estate, word) ?? word
  if (estate.services[callee]?.role !== 'database') return callee
  throw new DrillError('bad-input', `${callee} speaks no HTTP: connections cannot ask it anything`, {
    next: 'take the workload vault-client: db-existing and db-new are its open and new connections',
  })
}

/** Asks for what needs no credential: that an answer comes is what counts, also one that says that there is no such page. */
function askerOf(estate: Estate, callee: string) {
  const path = pathOfRole[estate.services[callee]?.role ?? ''] ?? `/${callee}/healthz`
  return async (caller: Caller, { signal, requestId }: AttemptContext): Promise<Result> => {
    const answer = await caller.send({ url: caller.url(callee, path), signal, requestId })
    const { status } = answer
    return status < 500 && status !== 429
      ? { outcome: 'granted', status, layer: 'application' }
      : ofAnswer(answer)
  }
}

/**
 * Requests on one connection. As a client does that keeps one: lost while a request is under way, that fails and is
 * not repeated; lost or not there otherwise, the next one dials anew.
 */
function keptConnection(caller: Caller, ask: ReturnType<typeof askerOf>): Attempt {
  let dialled = 0
  let sinceMs = performance.now()
  caller.dispatcher.on('connect', () => {
    dialled += 1
    sinceMs = performance.now()
  })
  return async (context) => {
    const before = dialled
    const result = await ask(caller, context)
    const open = `on a connection that was open for ${seconds(performance.now() - sinceMs)}`
    return { ...result, detail: dialled === before ? open : 'on a connection dialled anew' }
  }
}

/** Seeded defect: a pool that goes on with a connection that is gone. */
function neverRedialled(attempt: Attempt): Attempt {
  let lost: Result | undefined
  return async (context) => {
    if (lost) return lost
    try {
      return await attempt(context)
    } catch (error) {
      lost = ofFailure(error)
      throw error
    }
  }
}
