import { randomUUID } from 'node:crypto'
import { importJWK, type JWK, SignJWT } from 'jose'
import { DrillError } from '../../model/error.ts'
import type { Stack } from '../../stacks/stack.ts'

/** What an approval is for. */
export interface Request {
  readonly incident: string
  readonly requester: string
  readonly scope: string
}

/** The people who approve, each with a key of their own that needs neither IdP nor vault. */
export interface ApprovalDesk {
  readonly runbook: string
  readonly requester: string
  readonly approvers: readonly string[]
  /** Somebody whose key is still there, and whose right to approve is not. */
  readonly left: string
  /** A signed approval of one person for one request, to be used once (compact JWS). A secret. */
  approve(approver: string, action: 'arm' | 'disarm', request: Request): Promise<string>
}

const approvalLifeS = 120

/** Throws `bad-input` when the estate has no such runbook. */
export function deskOf(stack: Stack, runbook: string): ApprovalDesk {
  const found = stack.estate.runbooks[runbook]
  if (!found) throw new DrillError('bad-input', `the estate has no runbook named ${runbook}`)
  const keyOf = async (approver: string) => {
    const secret = await stack.secret(stack.estate.identities[approver]?.secret ?? approver)
    return importJWK(JSON.parse(secret) as JWK, 'EdDSA')
  }
  return {
    runbook,
    requester: found.requester,
    approvers: found.approvers,
    left: leftApprover(stack, found.approvers),
    approve: async (approver, action, { incident, requester, scope }) => {
      const now = Math.floor(Date.now() / 1_000)
      return new SignJWT({ action, incident, requester, scope })
        .setProtectedHeader({ alg: 'EdDSA', kid: approver })
        .setJti(randomUUID())
        .setIssuedAt(now)
        .setExpirationTime(now + approvalLifeS)
        .sign(await keyOf(approver))
    },
  }
}

/** An approver of the estate whom the runbook does not name. Throws `bad-input` when there is none to try. */
function leftApprover({ estate }: Stack, active: readonly string[]): string {
  const all = Object.entries(estate.identities).filter(([, { kind }]) => kind === 'approver')
  const left = all.find(([name]) => !active.includes(name))?.[0]
  if (!left) throw new DrillError('bad-input', 'the estate has no approver who left: the control needs one')
  return left
}
