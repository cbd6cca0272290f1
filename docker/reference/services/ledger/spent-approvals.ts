import type { Approval } from './approval.ts'

/** Approvals that were used; each is remembered for as long as it could be used again. */
export class SpentApprovals {
  readonly #untilMs = new Map<string, number>()

  has(approval: Approval): boolean {
    return this.#untilMs.has(keyOf(approval))
  }

  add(approval: Approval): void {
    this.#untilMs.set(keyOf(approval), approval.expiresAtMs)
  }

  forgetExpired(nowMs: number): void {
    for (const [key, untilMs] of this.#untilMs) if (untilMs <= nowMs) this.#untilMs.delete(key)
  }
}

const keyOf = ({ approver, jti }: Approval) => JSON.stringify([approver, jti])
