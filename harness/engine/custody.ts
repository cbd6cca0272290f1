import { existsSync, readFileSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { History } from '../model/record.ts'
import type { Stack } from '../stacks/stack.ts'
import { readJournal } from './journal.ts'
import { openMints } from './minting.ts'
import { openUndos } from './undo.ts'

/** Which journals ran on a stack: written into the stack's own folder, so that any process finds what to undo. */
const register = (stack: Pick<Stack, 'dir'>) => join(stack.dir, 'runs.jsonl')

export interface Custody {
  readonly run: string
  readonly journal: string
}

export async function takeCustody(stack: Pick<Stack, 'dir'>, custody: Custody): Promise<void> {
  await appendFile(register(stack), `${JSON.stringify(custody)}\n`, { mode: 0o600, flush: true })
}

/** Runs on this stack that left something not proven undone. */
export function openCustodies(stack: Pick<Stack, 'dir'>): Custody[] {
  const file = register(stack)
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => parse(line))
    .filter(({ journal }) => isOpen(readJournal(journal, { missing: 'empty' })))
}

export const isOpen = (history: History) => openUndos(history).length > 0 || openMints(history).size > 0

function parse(line: string): Custody[] {
  try {
    const value = JSON.parse(line) as Custody
    return typeof value.journal === 'string' ? [value] : []
  } catch {
    return []
  }
}
