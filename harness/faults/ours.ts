import { DrillError } from '../model/error.ts'
import type { Stack } from '../stacks/stack.ts'
import type { Undo } from './fault.ts'

/** Throws `conflict` for a stack that only has the name of the one that the fault was injected in. */
export function requireStack({ id }: Pick<Stack, 'id'>, { fingerprint, fault }: Undo): void {
  if (!fingerprint.startsWith(id)) throw notOurs(`${fault} was injected in another stack of this name`)
}

/** What a fault had changed was changed again by somebody else: it is theirs now, and stays as it is. */
export function notOurs(what: string): DrillError {
  return new DrillError(
    'conflict',
    `what the drill had changed was changed by somebody else since: ${what}`,
    {
      next: 'put it right by hand, then run `drill recover`; `drill down` removes the whole stack',
    },
  )
}
