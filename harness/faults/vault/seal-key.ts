import { access, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Stack } from '../../stacks/stack.ts'

const folder = (stack: Stack, vault: string) => join(stack.dir, vault, 'seal')
/** Where the vault looks for its key as it starts, and where it is put aside: the same folder, so that a move is one step. */
const keyOf = (stack: Stack, vault: string) => join(folder(stack, vault), 'key')
const asideOf = (stack: Stack, vault: string) => join(folder(stack, vault), 'key.aside')

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  )

export interface SealKey {
  /** Where the vault looks for it. */
  readonly there: boolean
  readonly aside: boolean
}

export async function sealKey(stack: Stack, vault: string): Promise<SealKey> {
  const [there, aside] = await Promise.all([exists(keyOf(stack, vault)), exists(asideOf(stack, vault))])
  return { there, aside }
}

export const putAside = (stack: Stack, vault: string) => rename(keyOf(stack, vault), asideOf(stack, vault))
export const putBack = (stack: Stack, vault: string) => rename(asideOf(stack, vault), keyOf(stack, vault))
