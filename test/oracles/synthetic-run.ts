import type { Attempt, Fact, History, JournalRecord } from '../../harness/model/record.ts'
import type { Outcome } from '../../harness/model/words.ts'
import { phaseOf, plan } from './synthetic-plan.ts'

/** When things really happened in the clean run, in ms. */
export const moments = {
  cut: phaseOf('during').fromMs + 18,
  healing: phaseOf('recovery').fromMs + 5,
  healed: phaseOf('recovery').fromMs + 27,
  tokenRevoked: 30_040,
  personAsked: 32_000,
  personRevoked: 80_610,
  sessionRevoked: 34_035,
  armed: 35_420,
  disarmed: 95_180,
  restarting: 88_000,
  restarted: 98_700,
  end: plan.durationMs,
} as const

const needsIdp = [
  'refresh',
  'sso-login',
  'fresh-login',
  'client-credentials',
  'token-introspected',
  'revoked-person',
  'revoked-person-twin',
]
const impostor = ['forged-token', 'expired-token', 'wrong-audience', 'no-token', 'emergency-unarmed']
const revokedAt: Record<string, number> = {
  'revoked-token': moments.tokenRevoked,
  'revoked-person': moments.personRevoked,
  'revoked-session': moments.sessionRevoked,
}

export function idpAway(ms: number): boolean {
  return (ms >= moments.cut && ms < moments.healed) || (ms >= moments.restarting && ms < moments.restarted)
}

/** What a well-behaved estate answers at that time. */
export function clean(access: string, ms: number): Outcome {
  if (needsIdp.includes(access) && idpAway(ms)) return 'unavailable'
  if (impostor.includes(access)) return 'denied'
  if (access === 'emergency-armed' || access === 'emergency-session')
    return ms >= moments.armed && ms < moments.disarmed ? 'granted' : 'denied'
  if (ms < (revokedAt[access] ?? Number.POSITIVE_INFINITY)) return 'granted'
  return access === 'revoked-session' ? 'challenged' : 'denied'
}

export interface World {
  /** What the estate answers instead of `clean`. */
  readonly outcome?: (access: string, ms: number, clean: Outcome) => Outcome
  /** What else the journal says. */
  readonly facts?: (facts: readonly Timed[]) => readonly Timed[]
  /** Extra fields of an attempt. */
  readonly extra?: (access: string, ms: number) => Partial<Attempt>
  /** So many times as many attempts as the plan has: for long journals. */
  readonly denser?: number
}

export type Timed = { readonly atMs: number; readonly fact: Fact }

const tookMs: Record<string, number> = { 'fresh-login': 640, 'sso-login': 310, reconnect: 45 }

function everyMs(workload: string, options: Readonly<Record<string, unknown>>): number {
  const text = String(options.every ?? '1s')
  return workload === 'browser-session'
    ? 2_000
    : text.endsWith('ms')
      ? Number.parseInt(text, 10)
      : Number.parseInt(text, 10) * 1_000
}

const answers: Record<Outcome, Partial<Attempt>> = {
  granted: { status: 200, layer: 'application' },
  denied: { status: 401, layer: 'token' },
  challenged: { status: 302, layer: 'application', detail: 'asked to log in' },
  unavailable: { status: 503, layer: 'application' },
  indeterminate: { status: 'ETIMEDOUT', layer: 'transport' },
}

function attempts(world: World): Timed[] {
  return plan.workloads.flatMap((workload, index) => {
    const twins =
      workload.workload === 'revoked-principal' ? workload.classes.map((access) => `${access}-twin`) : []
    return [...workload.classes, ...twins].flatMap((access, place) => {
      const every = everyMs(workload.workload, workload.options) / (world.denser ?? 1)
      const began = Array.from(
        { length: Math.floor(plan.durationMs / every) },
        (_, count) => 40 + index * 17 + place * 23 + count * every,
      )
      return began
        .map((beganMs) => attempt(world, workload.id, access, beganMs))
        .filter((entry) => entry.atMs <= plan.durationMs)
    })
  })
}

function attempt(world: World, actor: string, access: string, beganMs: number): Timed {
  const usual = clean(access, beganMs)
  const outcome = world.outcome?.(access, beganMs, usual) ?? usual
  const endMs = beganMs + (tookMs[access] ?? 12) + (outcome === 'unavailable' ? 25 : 0)
  const expires =
    access.startsWith('revoked-token') || access.startsWith('revoked-person') ? { expiresMs: 299_000 } : {}
  const requestId = `${access}-${beganMs}`
  return {
    atMs: endMs,
    fact: {
      type: 'attempt',
      actor,
      access,
      beganMs,
      endMs,
      outcome,
      requestId,
      ...answers[outcome],
      ...expires,
      ...world.extra?.(access, beganMs),
    },
  }
}

function faultFacts(): Timed[] {
  const fault = 'unreachable-1'
  const saw = (
    atMs: number,
    moment: 'before' | 'begin' | 'hold' | 'end',
    witness: 'canary' | 'control-path' | 'caller-seen' | 'target-silent',
    detail: string,
  ): Timed => ({
    atMs,
    fact: { type: 'witness', fault, moment, witness, ok: true, detail },
  })
  return [
    saw(19_100, 'before', 'caller-seen', 'idp logged calls of orders, ledger, machines before the fault'),
    { atMs: 20_001, fact: { type: 'fault.intent', fault, undo: { fault: 'unreachable', service: 'idp' } } },
    { atMs: moments.cut, fact: { type: 'fault.applied', fault, beganMs: 20_002, endMs: moments.cut } },
    saw(20_060, 'begin', 'canary', 'orders → idp answered "refused", expected refused'),
    saw(20_061, 'begin', 'canary', 'ledger → idp answered "refused", expected refused'),
    saw(20_080, 'begin', 'control-path', 'idp at its own address answered "open", expected open'),
    { atMs: moments.healing, fact: { type: 'undo.intent', fault } },
    {
      atMs: moments.healed,
      fact: { type: 'undo.done', fault, beganMs: moments.healing, endMs: moments.healed },
    },
    { atMs: moments.healed + 8, fact: { type: 'undo.verified', fault, ok: true } },
    saw(80_100, 'end', 'canary', 'orders → idp answered "open", expected open'),
    saw(80_160, 'hold', 'target-silent', 'idp logged no call that should have been cut'),
  ]
}

function stepFacts(): Timed[] {
  const ends: Record<string, [number, number, number]> = {
    'revoke-1': [30_002, moments.tokenRevoked, 1],
    'revoke-2': [moments.personAsked, moments.personRevoked, 193],
    'revoke-3': [34_003, moments.sessionRevoked, 1],
    'arm-4': [35_000, moments.armed, 1],
    'restart-5': [moments.restarting, moments.restarted, 1],
    'disarm-6': [95_001, moments.disarmed, 1],
  }
  return plan.steps.flatMap(({ id }): Timed[] => {
    const [beganMs, endMs, tries] = ends[id] as [number, number, number]
    return [
      { atMs: beganMs, fact: { type: 'step.began', step: id } },
      { atMs: endMs, fact: { type: 'step.ended', step: id, ok: true, beganMs, endMs, tries } },
    ]
  })
}

const controls = [
  'unarmed',
  'one-approval',
  'same-approver-twice',
  'requester-approves',
  'approval-replayed',
  'other-incident',
  'approver-left',
  'out-of-scope',
]

function emergencyFacts(): Timed[] {
  const actor = 'emergency-access-8'
  const alert = (atMs: number, name: string, knownPositive = false): Timed => ({
    atMs,
    fact: { type: 'alert', actor, alert: name, raisedMs: atMs - 140, seenMs: atMs, ok: true, knownPositive },
  })
  return [
    { atMs: 500, fact: { type: 'emergency.state', state: 'sealed', generation: 1 } },
    alert(800, 'known-positive', true),
    ...controls.map((control, index): Timed => {
      const beganMs = 35_010 + index * 30
      return {
        atMs: beganMs + 9,
        fact: {
          type: 'control',
          actor,
          control,
          beganMs,
          endMs: beganMs + 9,
          outcome: 'denied',
          status: 403,
          requestId: `control-${control}`,
        },
      }
    }),
    { atMs: moments.armed - 2, fact: { type: 'emergency.state', state: 'armed', generation: 1 } },
    alert(35_700, 'emergency-armed'),
    alert(36_900, 'emergency-used'),
    { atMs: moments.disarmed - 1, fact: { type: 'emergency.state', state: 'sealed', generation: 2 } },
    alert(95_500, 'emergency-disarmed'),
  ]
}

function reissueFact(): Timed {
  const control = {
    type: 'control',
    actor: 'vault-client-3',
    control: 'secret-reissued-by-its-holder',
  } as const
  return { atMs: 0, fact: { ...control, beganMs: 0, endMs: 0, outcome: 'denied', status: 403 } }
}

const versions = {
  'identity-drill': '0.1.0',
  node: '24.21.0',
  keycloak: '26.7.4',
  openbao: '2.7.2',
  postgresql: '15.14',
  haproxy: '2.6.12',
  toxiproxy: '2.12.0',
  chromium: '156',
}

function frame(): Timed[] {
  return [
    { atMs: 0, fact: { type: 'run.started', run: '20261125T101500-idp-down', stack: 'processes', versions } },
    ...plan.workloads.map(
      (entry): Timed => ({
        atMs: 0,
        fact: { type: 'actor.entered', actor: entry.id, workload: entry.workload },
      }),
    ),
    ...plan.phases.map(
      (phase): Timed => ({ atMs: phase.fromMs + 1, fact: { type: 'phase.began', phase: phase.name } }),
    ),
    { atMs: moments.end + 3, fact: { type: 'run.ended', status: 'completed', clean: true } },
  ]
}

/** A run of the synthetic plan in a world that is clean but for what is said. */
export function run(world: World = {}): History {
  const facts = [...frame(), ...faultFacts(), ...stepFacts(), reissueFact(), ...emergencyFacts()]
  const told = [...(world.facts?.(facts) ?? facts), ...attempts(world)].toSorted((a, b) => a.atMs - b.atMs)
  return told.map(
    ({ atMs, fact }, seq): JournalRecord => ({
      seq,
      atMs,
      time: new Date(1_795_601_700_000 + atMs).toISOString(),
      ...fact,
    }),
  )
}
