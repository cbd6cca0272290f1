import type { CustodyStage } from '../../model/audit.ts'
import { attemptsOf } from '../../model/observed.ts'
import type { Plan } from '../../model/plan.ts'
import { type History, type JournalRecord, recordsOf } from '../../model/record.ts'
import { clock, seconds } from '../../model/timing.ts'

type State = Extract<JournalRecord, { type: 'emergency.state' }>
type Seen = Pick<JournalRecord, 'seq' | 'atMs'>

/** The life of the emergency credential in order of time, from the estate's own word and from what was tried. */
export function custodyOf(plan: Plan, history: History): CustodyStage[] {
  const states = recordsOf(history, 'emergency.state')
  const armed = states.filter(({ state }) => state === 'armed')
  const stages = [
    ...states
      .slice(0, 1)
      .filter(({ state }) => state === 'sealed')
      .map(custody),
    ...armed.flatMap((state) => issued(state)),
    ...uses(history),
    ...alerts(plan, history),
    ...expiries(history),
    ...armed.flatMap((state) => ended(state, states)),
  ]
  return stages.toSorted((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0))
}

function stage(stage: CustodyStage['stage'], of: Seen, text: string, who?: string): CustodyStage {
  return { stage, atMs: of.atMs, text, events: [of.seq], ...(who === undefined ? {} : { who }) }
}

function custody(state: State): CustodyStage {
  return stage('custody', state, `Sealed; nobody holds a credential (key generation ${state.generation}).`)
}

function issued(state: State): CustodyStage[] {
  const { approvers, requester, incident, expiresMs, generation } = state
  const of = incident ? ` for incident ${incident}` : ''
  const until = expiresMs === undefined ? '' : `, valid until ${clock(expiresMs)}`
  return [
    stage(
      'approval',
      state,
      `Armed${of} by ${approvers?.length ?? 'an unknown number of'} approvals.`,
      approvers?.join(', '),
    ),
    stage(
      'retrieval',
      state,
      `A credential was issued under key generation ${generation}${until}.`,
      requester,
    ),
  ]
}

/** The first use of each kind: by credential, and in a session of its own. */
function uses(history: History): CustodyStage[] {
  return ['emergency-armed', 'emergency-session'].flatMap((access) => {
    const granted = attemptsOf(history, access).filter(({ outcome }) => outcome === 'granted')
    const [first] = granted
    const last = granted.at(-1)
    if (!first || !last) return []
    const how = access === 'emergency-session' ? 'in a session' : 'with the credential'
    const text = `First use ${how}; ${granted.length} in all, the last at ${clock(last.endMs)}.`
    return [
      {
        ...stage('use', { seq: first.seq, atMs: first.endMs }, text, requesterOf(history)),
        events: [first.seq, last.seq],
      },
    ]
  })
}

function requesterOf(history: History): string | undefined {
  return recordsOf(history, 'emergency.state').find(({ requester }) => requester !== undefined)?.requester
}

function alerts({ alerted }: Plan, history: History): CustodyStage[] {
  return recordsOf(history, 'alert').map((entry) => {
    const latencyMs = Math.round(Math.max(0, entry.seenMs - entry.raisedMs))
    const what = entry.knownPositive ? `Trial of the alert path (${entry.alert})` : entry.alert
    const came = entry.ok ? `seen after ${seconds(latencyMs)}` : `not seen within ${seconds(latencyMs)}`
    return {
      ...stage('alert', { seq: entry.seq, atMs: entry.raisedMs }, `${what}: ${came}.`),
      ...(entry.ok ? { latencyMs } : {}),
      ...(alerted === undefined ? {} : { recipient: alerted }),
    }
  })
}

/** Expiry is tried apart, with a credential that is left to run out. */
function expiries(history: History): CustodyStage[] {
  return recordsOf(history, 'control')
    .filter(({ control }) => control === 'expired-credential')
    .map((entry) => stage('expiry', entry, `A credential left to expire came to: ${entry.outcome}.`))
}

function ended(armed: State, states: readonly State[]): CustodyStage[] {
  const after = states.find((state) => state.atMs >= armed.atMs && state.seq > armed.seq)
  if (!after) return []
  const sealed = after.state === 'sealed'
  const rotated = after.generation !== armed.generation
  return [
    stage(
      'disarm',
      after,
      `Disarmed before its time${after.detail ? `: ${after.detail}` : ''}.`,
      after.approvers?.join(', '),
    ),
    stage(
      'rotation',
      after,
      `The signing key was ${rotated ? `changed: generation ${armed.generation} → ${after.generation}` : 'NOT changed'}.`,
    ),
    stage('re-seal', after, sealed ? 'Sealed again.' : `NOT sealed: ${after.state}.`),
  ]
}
