import type { Reason } from '../../model/finding.ts'
import type { Plan, PlannedFault } from '../../model/plan.ts'
import { type History, type JournalRecord, recordsOf, type Witnessed } from '../../model/record.ts'
import { seconds } from '../../model/timing.ts'
import { cite, ownerOf, reason } from './reason.ts'

type Stopping = Extract<JournalRecord, { type: 'run.stopping' }>

interface Proof {
  readonly what: string
  /** Any of them shows it: which one speaks of a fault depends on what it lets through. */
  readonly witnesses: readonly Witnessed['witness'][]
  readonly moments: readonly Witnessed['moment'][]
}

/** What must have been seen before anything at all may be concluded from a fault. */
const proofs: readonly Proof[] = [
  { what: 'that the real caller used this way before', witnesses: ['caller-seen'], moments: ['before'] },
  { what: 'that a canary met it', witnesses: ['canary'], moments: ['begin'] },
  { what: 'the state of the target over a path of its own', witnesses: ['control-path'], moments: ['begin'] },
  {
    what: 'what reached the target meanwhile, or what state it was in to the end',
    witnesses: ['target-silent', 'target-reached', 'target-state'],
    moments: ['hold', 'end'],
  },
  { what: 'that the canary got through again afterwards', witnesses: ['canary'], moments: ['end'] },
]

/** Before the fault a witness may need several looks; afterwards a single bad one spoils the proof. */
function unproven(history: History, fault: PlannedFault): Reason[] {
  const seen = recordsOf(history, 'witness').filter((entry) => entry.fault === fault.id)
  const bad = seen.filter((entry) => !entry.ok && entry.moment !== 'before')
  const name = `${fault.fault} on ${fault.service}`
  const contradicted = bad.map((entry) =>
    reason(
      'inconclusive',
      'fault-not-proven',
      `${name}: ${entry.witness} at ${entry.moment}: ${entry.detail}`,
      {
        events: [entry.seq],
      },
    ),
  )
  const missing = proofs
    .filter(
      (proof) => !seen.some((entry) => answers(entry, proof) && (entry.ok || entry.moment !== 'before')),
    )
    .map((proof) =>
      reason('inconclusive', 'fault-not-proven', `${name}: no witness showed ${proof.what}.`, {
        events: cite(seen.filter((entry) => answers(entry, proof))),
      }),
    )
  return [...contradicted, ...missing]
}

function answers(entry: Witnessed, proof: Proof): boolean {
  return proof.witnesses.includes(entry.witness) && proof.moments.includes(entry.moment)
}

function unfinished(history: History, plan: Plan): Reason[] {
  const ended = recordsOf(history, 'run.ended').at(-1)
  const cut = recordsOf(history, 'run.interrupted').at(-1)
  if (!ended || cut)
    return [
      reason('errored', 'run-interrupted', `The run did not reach its end${cut ? `: ${cut.detail}` : ''}.`, {
        events: cite(cut ? [cut] : []),
      }),
    ]
  if (ended.status === 'completed') return []
  const stopped = recordsOf(history, 'run.stopping').at(-1)
  if (stopped && ended.status === 'aborted') return [stopReason(stopped, plan)]
  const what = ended.status === 'aborted' ? 'was stopped on purpose' : 'failed in the harness itself'
  return [
    reason(
      ended.status,
      `run-${ended.status}`,
      `The run ${what}${ended.detail ? `: ${ended.detail}` : ''}.`,
      {
        events: [ended.seq],
      },
    ),
  ]
}

/** An estate that was not steady before the outage shows nothing of what the outage does to it. */
function stopReason({ cause, detail, access, seq }: Stopping, plan: Plan): Reason {
  const verdict = cause === 'not-steady' ? 'inconclusive' : 'aborted'
  const about = access === undefined ? {} : { access, owner: ownerOf(plan, access) }
  return reason(verdict, cause, `The run was stopped: ${detail}.`, { ...about, events: [seq] })
}

function clockTroubles(history: History): Reason[] {
  const steps = recordsOf(history, 'clock.step').map(({ byMs, seq }) =>
    reason('inconclusive', 'clock-step', `The host's clock jumped by ${byMs} ms during the run.`, {
      events: [seq],
    }),
  )
  const stalls = recordsOf(history, 'clock.stall').map(({ byMs, seq }) =>
    reason('inconclusive', 'runner-stalled', `The harness itself stood still for ${seconds(byMs)}.`, {
      events: [seq],
    }),
  )
  return [...steps, ...stalls]
}

/** Why nothing may be concluded from this run, whatever its attempts came to; empty when all is well. */
export function gates(history: History, plan: Plan): Reason[] {
  // A run that was cut short proves nothing else either: what is missing then is no news.
  const cut = unfinished(history, plan)
  if (cut.length > 0) return cut
  return [...clockTroubles(history), ...plan.faults.flatMap((fault) => unproven(history, fault))]
}
