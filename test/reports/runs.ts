import { audit } from '../../harness/engine/audit.ts'
import { judge } from '../../harness/engine/judge.ts'
import type { FollowUp, SignOff } from '../../harness/model/audit.ts'
import type { Plan } from '../../harness/model/plan.ts'
import type { Fact } from '../../harness/model/record.ts'
import { oracles } from '../../harness/oracles/index.ts'
import type { Evidence } from '../../reports/report.ts'
import { plan } from '../oracles/synthetic-plan.ts'
import { moments, run, type Timed, type World } from '../oracles/synthetic-run.ts'

interface People {
  readonly plan?: Plan
  readonly followUps?: readonly FollowUp[]
  readonly signOffs?: readonly SignOff[]
}

/** The evidence of a synthetic run, judged. */
export function evidence(world: World = {}, people: People = {}): Evidence {
  const { followUps = [], signOffs = [], plan: planned = plan } = people
  const history = run(world)
  const judgement = judge(history, planned, oracles)
  const of = { run: '20261125T101500-idp-down', plan: planned, history, judgement }
  return { ...of, audit: audit({ ...of, number: 1, followUps, signOffs }) }
}

const revived: World = {
  outcome: (access, ms, usual) => (access === 'revoked-session' && ms > 60_000 ? 'granted' : usual),
}
export const clean = evidence()
export const broken = evidence(revived)
export const unproven = evidence({ facts: (facts) => facts.filter(({ fact }) => fact.type !== 'witness') })
/** Emergency access goes on for whoever holds it. */
export const surviving = evidence({
  outcome: (access, ms, usual) =>
    access.startsWith('emergency-') && access !== 'emergency-unarmed' && ms > moments.disarmed
      ? 'granted'
      : usual,
})
/** A run of which nothing is known but its plan. */
export const empty: Evidence = {
  ...clean,
  history: [],
  judgement: { ...clean.judgement, verdict: 'inconclusive', findings: [] },
}

const runbook: NonNullable<Plan['runbooks']>[number] = {
  name: 'idp-outage',
  version: '3',
  title: 'Reach the ledger while nobody can log in',
  accountable: 'operations',
  digest: `sha256:${'9c'.repeat(32)}`,
  steps: [
    { id: 'open-incident', title: 'Open the incident', by: 'person', who: 'duty-manager', planned: 5_000 },
    { id: 'arm', title: 'Arm emergency access', by: 'machine', who: 'ledger', planned: 5_000, does: 'arm' },
    { id: 'tell-finance', title: 'Tell finance', by: 'person', who: 'duty-manager', planned: 20_000 },
    { id: 'review', title: 'Review what was booked', by: 'person', who: 'auditor', planned: 60_000 },
  ],
}

/** The same plan with all that people decide beforehand. */
const conducted: Plan = {
  ...plan,
  runbooks: [runbook],
  alerted: 'security-operations',
  prediction: 'Sessions go on, the ledger is reached within 25 s, and every revocation holds.',
  criticalFunction: 'Booking of payments in the ledger',
  recoveryObjectiveMs: 30_000,
}

const stepped = (
  step: string,
  atMs: number,
  moment: 'began' | 'ended',
  who: string,
  answer?: string,
): Timed => {
  const ended = moment === 'ended' ? { outcome: 'done' as const, ...(answer ? { answer } : {}) } : {}
  const by = step === 'arm' ? 'machine' : 'person'
  const fact: Fact = {
    type: 'runbook.step',
    moment,
    runbook: 'idp-outage',
    step,
    by,
    who,
    plannedMs: 5_000,
    ...ended,
  }
  return { atMs, fact }
}

const told: readonly Timed[] = [
  {
    atMs: 1,
    fact: {
      type: 'run.roster',
      coordinator: 'Ada Coordinator',
      approvers: ['Grace Approver'],
      witness: 'Alan Witness',
      participants: ['duty-manager', 'auditor'],
    },
  },
  stepped('open-incident', 34_000, 'began', 'duty-manager'),
  stepped('open-incident', 34_900, 'ended', 'duty-manager', 'INC-4711 is open'),
  stepped('arm', 35_000, 'began', 'ledger'),
  stepped('arm', 35_420, 'ended', 'ledger'),
  stepped('tell-finance', 40_000, 'began', 'duty-manager'),
  stepped('tell-finance', 71_000, 'ended', 'duty-manager', 'called the desk'),
  stepped('review', 120_000, 'began', 'auditor'),
  stepped('review', 139_000, 'ended', 'auditor', 'all four bookings are right'),
]

const named = { requester: 'ops-lead', approvers: ['approver-one', 'approver-two'], incident: 'INC-4711' }

/** A run with people in it: who took part, who approved, what they did, and who takes what failed. */
export const taken = evidence(
  {
    ...revived,
    facts: (facts) => [
      ...facts.map((entry) =>
        entry.fact.type === 'emergency.state' && entry.fact.state === 'armed'
          ? { ...entry, fact: { ...entry.fact, ...named, expiresMs: 185_000 } }
          : entry,
      ),
      ...told,
    ],
  },
  {
    plan: conducted,
    followUps: [
      {
        ...{ finding: 'revocation/revived', kind: 'remediation', owner: 'orders-team', until: '2027-01-31' },
        text: 'Keep ended sessions on a deny-list that survives a restart.',
      },
      {
        ...{ finding: 'revocation/revived', kind: 'accepted-risk', owner: 'Cora Ciso', until: '2026-12-31' },
        text: 'Until then sessions of leavers are ended by hand, twice a day.',
      },
    ],
    signOffs: [
      {
        ...{ role: 'approver', who: 'Grace Approver', at: '2026-11-24T09:00:00.000Z' },
        keyId: 'SHA256:YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXoxMjM0NTY',
      },
    ],
  },
)
