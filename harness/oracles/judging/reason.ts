import type { Reason } from '../../model/finding.ts'
import type { Plan } from '../../model/plan.ts'
import type { Verdict } from '../../model/words.ts'

const citedAtEachEnd = 6

/** The first and last of what may be hundreds of events: enough to find the rest in the journal. */
export function cite(records: readonly { readonly seq: number }[]): number[] {
  const all = [...new Set(records.map((entry) => entry.seq))]
  return all.length <= 2 * citedAtEachEnd
    ? all
    : [...all.slice(0, citedAtEachEnd), ...all.slice(-citedAtEachEnd)]
}

export interface Subject {
  readonly access?: string
  readonly owner?: string
  readonly events: readonly number[]
}

export function reason(verdict: Verdict, code: string, text: string, subject: Subject): Reason {
  return { verdict, code, text, ...subject }
}

/** Who must act on an access class: the owner of the identity (or runbook) whose workload yields it. */
export function ownerOf(plan: Plan, access: string): string | undefined {
  const revoked = plan.revocations.find((entry) => entry.access === access || entry.twin === access)
  const workload = plan.workloads.find((entry) => entry.classes.includes(access))
  const names = [revoked?.identity, workload?.options.identity, workload?.options.runbook, workload?.fallback]
  for (const name of names) if (typeof name === 'string' && plan.owners[name]) return plan.owners[name]
  return undefined
}

/** Who must act on what a workload did: the owner of its identity or runbook. */
export function ownerOfWorkload(plan: Plan, id: string): string | undefined {
  const { identity, runbook } = plan.workloads.find((entry) => entry.id === id)?.options ?? {}
  const named = [identity, runbook].find((name) => typeof name === 'string')
  return typeof named === 'string' ? plan.owners[named] : undefined
}

type Say = (
  verdict: Verdict,
  code: string,
  text: string,
  records?: readonly { readonly seq: number }[],
) => Reason

/** For reasons about emergency access: its owner is found once, and records are cited. */
export function aboutEmergency(plan: Plan): Say {
  const owner = ownerOf(plan, 'emergency-armed')
  return (verdict, code, text, records = []) => reason(verdict, code, text, { owner, events: cite(records) })
}
