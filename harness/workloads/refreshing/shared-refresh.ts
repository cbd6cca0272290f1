import { defectsIn } from '../../model/estate.ts'
import { probe } from '../probe.ts'
import type { Actor, AttemptContext, Enter, Result } from '../workload.ts'
import { type Refreshing, refreshing } from './session.ts'

/** Agents that all find their token too old at once: one of them asks, and the others take what it got. */
export async function enterSharedRefresh(
  enter: Enter,
  { identity, agents, every: everyMs }: { identity: string; agents: number; every: number },
): Promise<Actor> {
  const session = await refreshing(enter, identity)
  // Seeded defect: each agent asks for itself, with the token that all of them have.
  const apart = defectsIn(enter.stack.estate, session.caller.name).includes('refresh-not-shared')
  const turn = apart ? eachForItself : asOne
  return {
    name: `${agents} agents of ${identity}`,
    probes: [
      probe({
        access: 'shared-refresh',
        everyMs,
        acting: true,
        attempt: async (context) => worstOf(await turn(session, agents, context)),
      }),
    ],
    given: session.given,
    leave: session.leave,
  }
}

async function asOne(session: Refreshing, agents: number, context: AttemptContext): Promise<Result[]> {
  const flight = session.refresh(session.refreshToken, context)
  return Promise.all(Array.from({ length: agents }, () => flight))
}

async function eachForItself(
  session: Refreshing,
  agents: number,
  context: AttemptContext,
): Promise<Result[]> {
  const { refreshToken } = session
  return Promise.all(Array.from({ length: agents }, () => session.refresh(refreshToken, context)))
}

/** The session serves them all, or it does not serve. */
const worstOf = (results: readonly Result[]): Result =>
  results.find(({ outcome }) => outcome !== 'granted') ?? (results[0] as Result)
