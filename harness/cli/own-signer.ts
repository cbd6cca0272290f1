import { DrillError } from '../model/error.ts'
import { chooseSigner } from '../signers/key-store.ts'
import type { Signer } from '../signers/signer.ts'

/** The key of the person at the keyboard, who names it: nobody approves or witnesses with a key that happened to be there. */
export function signerOf(named: string): Signer {
  const signer = chooseSigner(named)
  if (!signer)
    throw new DrillError('usage', `there is no key ${named}`, { next: 'Make one with `drill keys new`.' })
  return signer
}
