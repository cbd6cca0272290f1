import type { Estate } from '../../model/estate.ts'
import type { Edge } from '../../model/plan.ts'
import { operator } from './channels.ts'
import { callsOf } from './check-references.ts'
import type { Draft } from './draft.ts'

/** A way that must stay open while a drill lasts. */
export interface Lifeline {
  /** As the subject of a sentence: `the fallback path emergency-ledger`. */
  readonly what: string
  readonly members: readonly string[]
  /** The ways between its members. */
  readonly edges: readonly Edge[]
  /** Calls that its members can do without: the estate declares a fallback for them. */
  readonly spared: readonly Edge[]
}

interface Drilled {
  /** Services that the drill hits. */
  readonly hit: ReadonlySet<string>
  /** Fallbacks that its workloads try. */
  readonly tried: ReadonlySet<string>
}

/** Fallback, alert, approval and control paths that a drill relies on. */
export function lifelinesOf(estate: Estate, draft: Draft, { hit, tried }: Drilled): Lifeline[] {
  const named = [...draft.workloads, ...draft.steps].flatMap(({ options }) => options.runbook ?? [])
  const followed: ReadonlySet<unknown> = new Set(named)
  const fallbacks = Object.entries(estate.fallbacks).filter(
    ([name, { for: lost, runbook }]) => hit.has(lost) || tried.has(name) || followed.has(runbook),
  )
  return [
    ...fallbacks.flatMap(([name, fallback]) => {
      const spared = sparedBy(estate, fallback)
      return [
        fallbackPath(estate, name, fallback, spared),
        ...approvalPaths(estate, fallback, spared),
        ...(followed.has(fallback.runbook) ? [controlPath(estate, fallback)] : []),
      ]
    }),
    ...alertPaths(estate),
  ]
}

type Fallback = Estate['fallbacks'][string]

/** Who issues the credentials of the people of a fallback needs nobody else for it; nor do those that say so. */
function sparedBy(estate: Estate, { for: to, runbook, independent }: Fallback): Edge[] {
  const issuers = peopleOf(estate, runbook).map((name) => estate.identities[name]?.issuer ?? '')
  return [...new Set([...issuers, ...independent])].map((from) => ({ from, to }))
}

function fallbackPath(estate: Estate, name: string, { via }: Fallback, spared: readonly Edge[]): Lifeline {
  const edges = via.flatMap((from) => edgesFrom(estate, from).filter(({ to }) => via.includes(to)))
  return { what: `the fallback path ${name}`, members: via, edges, spared }
}

function approvalPaths(estate: Estate, { runbook }: Fallback, spared: readonly Edge[]): Lifeline[] {
  return peopleOf(estate, runbook).map((name) => {
    const issuer = estate.identities[name]?.issuer
    const members = issuer === undefined ? [] : [issuer]
    return { what: `the approval path of ${runbook}, by ${name},`, members, edges: [], spared }
  })
}

/** Arming, disarming and reading alerts: what must work so that the drill itself can be ended. */
function controlPath(estate: Estate, { runbook, via }: Fallback): Lifeline {
  const edges = edgesFrom(estate, operator).filter(({ to }) => via.includes(to))
  return { what: `the harness's control path to ${runbook}`, members: [], edges, spared: [] }
}

function alertPaths(estate: Estate): Lifeline[] {
  const pagers = Object.entries(estate.services).filter(([, { role }]) => role === 'alerting')
  const parties = [...Object.keys(estate.services), ...Object.keys(estate.callers)]
  return pagers.map(([name]) => ({
    what: `the alert path over ${name}`,
    members: [name],
    edges: parties.flatMap((from) => edgesFrom(estate, from).filter(({ to }) => to === name)),
    spared: [],
  }))
}

function peopleOf(estate: Estate, runbook: string | undefined): string[] {
  const { requester, approvers = [] } = estate.runbooks[runbook ?? ''] ?? {}
  return [...(requester === undefined ? [] : [requester]), ...approvers]
}

export function edgesFrom(estate: Estate, from: string): Edge[] {
  return callsOf(estate, from).map((to) => ({ from, to }))
}
