import type { Plan } from '../model/plan.ts'
import { type PlanApproval, predicateTypes, type Statement } from '../model/statement.ts'
import type { Signer } from '../signers/signer.ts'
import { attest } from './attest.ts'
import { sha256 } from './digest.ts'

export interface Approving {
  /** The plan as it is stored: what is approved are these bytes. */
  readonly bytes: Uint8Array
  readonly plan: Plan
  readonly approver: string
  readonly signer: Signer
  readonly now: Date
  /** How long it is good, in ms. */
  readonly validForMs: number
}

/** Signs an approval of a stored plan; gives the bundle's bytes. */
export async function approve(of: Approving): Promise<{ bytes: Buffer; digest: string }> {
  const { approver, signer, now, validForMs } = of
  const digest = sha256(of.bytes)
  const predicate: PlanApproval = {
    ...{ approver, scenario: of.plan.scenario, approvedAt: now.toISOString() },
    expiresAt: new Date(now.getTime() + validForMs).toISOString(),
  }
  const statement: Statement<PlanApproval> = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'plan.json', digest: { sha256: digest } }],
    ...{ predicateType: predicateTypes.approval, predicate },
  }
  return { bytes: (await attest(statement, { signer })).bytes, digest }
}
