import type { ApprovalRequest } from './approved-plan.ts'

/** How a run is held to what was approved. */
export const approvalOptions = {
  plan: { type: 'string', describe: 'Run only if this saved plan is what would run' },
  approval: {
    type: 'string',
    array: true,
    default: [] as string[],
    describe: 'Signed approval of the saved plan; may be repeated',
  },
  'require-approvals': { type: 'number', describe: 'Refuse to run with fewer approvals' },
  trust: { type: 'string', describe: 'File of trusted keys: each with name, duty and key' },
} as const

interface Given {
  readonly plan?: string
  readonly approval: readonly string[]
  readonly 'require-approvals'?: number
  readonly trust?: string
}

export function approvalRequest({ plan, approval, trust, ...given }: Given): ApprovalRequest {
  return { plan, trust, approvals: approval, requireApprovals: given['require-approvals'] }
}
