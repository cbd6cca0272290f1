import { type Approval, approvalsOf } from '../engine/approvals.ts'
import { sha256 } from '../engine/digest.ts'
import { refuseOther } from '../engine/same-plan.ts'
import { readSavedPlan, type SavedPlan, savedPlan } from '../engine/saved-plan.ts'
import type { Roster } from '../model/audit.ts'
import { DrillError } from '../model/error.ts'
import type { Plan } from '../model/plan.ts'
import { readRegular } from '../model/regular-file.ts'
import { trustedKeys } from './trusted-keys.ts'

export interface ApprovalRequest {
  /** File of the plan that was saved and approved. */
  readonly plan?: string
  /** Files of approvals. */
  readonly approvals: readonly string[]
  readonly requireApprovals?: number
  /** File that says whose keys are believed. */
  readonly trust?: string
}

export interface Approved extends SavedPlan {
  readonly approvals: readonly Approval[]
  readonly roster?: Roster | undefined
}

interface Around {
  readonly roster?: Roster
  readonly defects: Readonly<Record<string, readonly string[]>>
  /** The key that seals the run. */
  readonly coordinatorKeyId: string | undefined
}

/**
 * The plan that may run: what was approved, if anything was. Throws `refused` when something else would run, or when
 * approvals are wanting; `usage` for options that need one another.
 */
export async function approvedPlan(
  planned: Plan,
  request: ApprovalRequest,
  { roster, defects, coordinatorKeyId }: Around,
): Promise<Approved> {
  const { plan: file, approvals: files, requireApprovals: required = files.length > 0 ? 1 : 0 } = request
  const wanted = required > 0 || files.length > 0
  if (file === undefined) {
    if (wanted) throw lacking('--plan', 'approvals are of a saved plan')
    return { ...savedPlan(planned), approvals: [], roster }
  }
  const saved = readSavedPlan(file)
  refuseOther(saved.plan, planned)
  if (Object.keys(defects).length > 0)
    throw new DrillError(
      'refused',
      'a seeded defect stands in no plan: what would run is not what was planned',
      {
        next: 'Leave --defect away, or run without --plan.',
      },
    )
  if (!wanted) return { ...saved, approvals: [], roster }
  if (request.trust === undefined) throw lacking('--trust', 'approvals count under trusted keys only')
  const approvals = await approvalsOf(
    files.map((each) => ({ file: each, bytes: bytesOf(each) })),
    {
      ...{ planDigest: sha256(saved.text), trusted: await trustedKeys({ keys: [], trust: request.trust }) },
      ...{ coordinatorKeyId, roster, required, now: new Date() },
    },
  )
  const approvers = approvals.map(({ approver }) => approver)
  return { ...saved, approvals, roster: { participants: [], ...roster, approvers } }
}

function bytesOf(file: string): Buffer {
  try {
    return readRegular(file)
  } catch (cause) {
    throw new DrillError('bad-input', `${file}: cannot be read`, {
      cause,
      problems: [{ file, message: 'cannot be read', expected: 'an approval that `drill approve` wrote' }],
    })
  }
}

function lacking(option: string, why: string): DrillError {
  return new DrillError('usage', `${option} is missing: ${why}`)
}
