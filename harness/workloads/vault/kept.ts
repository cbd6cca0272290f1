import type { Reply } from './asking.ts'
import type { Call } from './vault.ts'

/** Something with an end of its own (wall clock, ms since 1970). */
export interface Mortal {
  readonly issuedMs: number
  readonly expiresMs: number
}

/** What a client holds: kept alive as long as the vault answers, and lost for good once it has ended. */
export interface Kept<T extends Mortal> {
  held(): T
  /** Keeps it from half of its life on; when that fails it lives on as it is. Never rejects. */
  tend(call: Call): Promise<void>
}

interface Keeping {
  /** Told when it could not be kept. */
  readonly lost?: () => void
  /** Part of its life after which it is kept. */
  readonly fromPart?: number
}

export function kept<T extends Mortal>(
  first: T,
  renew: (held: T, call: Call) => Promise<Reply<T>>,
  { lost = () => {}, fromPart = 0.5 }: Keeping = {},
): Kept<T> {
  let held = first
  let tending = false
  const isDue = (nowMs: number) =>
    !tending && nowMs < held.expiresMs && nowMs >= held.issuedMs + (held.expiresMs - held.issuedMs) * fromPart
  return {
    held: () => held,
    async tend(call) {
      if (!isDue(Date.now())) return
      tending = true
      const { given } = await renew(held, call).catch(() => ({ given: undefined }))
      tending = false
      if (given) held = given
      else lost()
    },
  }
}
