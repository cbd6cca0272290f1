import type { Complaint } from '../../model/complaint.ts'
import type { Estate } from '../../model/estate.ts'
import { oneOf } from '../../model/nearest.ts'
import type { Catalog } from '../catalog.ts'
import type { Draft, StepEntry } from './draft.ts'
import {
  type RevocablePrincipal,
  type RevocationCommand,
  revocableOf,
  revocationOf,
  runbookOf,
  shows,
} from './revocations.ts'

/** Steps that act on something which no workload shows. */
export function checkSteps(draft: Draft, estate: Estate, catalog: Catalog): Complaint[] {
  if (!draft.everyWorkload) return []
  const principals = revocableOf(draft, catalog)
  const runbooks = draft.workloads.flatMap(({ options }) => runbookOf(options)?.runbook ?? [])
  return draft.steps.flatMap((step) => {
    const command = revocationOf(step.options)
    if (command) return checkRevocation(step, command, principals, estate)
    const { runbook } = runbookOf(step.options) ?? {}
    // One that the estate does not know has been complained of already.
    if (runbook === undefined || !Object.hasOwn(estate.runbooks, runbook) || runbooks.includes(runbook))
      return []
    const message = `${step.word} acts on the runbook ${runbook}, whose emergency access no workload tries`
    return [{ path: [...step.path, 'runbook'], message, expected: 'a workload with this runbook' }]
  })
}

function checkRevocation(
  { path }: StepEntry,
  command: RevocationCommand,
  principals: readonly RevocablePrincipal[],
  estate: Estate,
): Complaint[] {
  const { identity, what, via } = command
  const own = principals.filter((principal) => principal.identity === identity)
  const at = (key: string) => [...path, key]
  if (own.length === 0) {
    const valid = [...new Set(principals.map((principal) => principal.identity))]
    return [
      {
        path: at('identity'),
        message: `no workload shows whether ${identity} is revoked`,
        expected: oneOf(identity, valid),
      },
    ]
  }
  const declared = Object.hasOwn(estate.identities, identity)
    ? (estate.identities[identity]?.revocation ?? [])
    : [via]
  if (!declared.includes(via))
    return [
      {
        path: at('via'),
        message: `the estate declares no revocation of ${identity} via ${via}`,
        expected: oneOf(via, declared),
      },
    ]
  if (own.some((principal) => shows(principal, command))) return []
  const kinds = [...new Set(own.flatMap((principal) => principal.what))]
  if (!kinds.includes(what))
    return [
      {
        path: at('what'),
        message: `no workload shows whether the ${what} of ${identity} is revoked`,
        expected: oneOf(what, kinds),
      },
    ]
  const ways = own
    .filter((principal) => principal.what.includes(what))
    .flatMap((principal) => principal.via ?? [])
  return [
    {
      path: at('via'),
      message: `no workload shows a revocation of the ${what} via ${via}`,
      expected: oneOf(via, ways),
    },
  ]
}
