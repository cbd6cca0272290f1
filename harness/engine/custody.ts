import { existsSync, readFileSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ProcessId, processId, statOfNamed } from '../model/process.ts'
import { type History, recordsOf } from '../model/record.ts'
import type { Stack } from '../stacks/stack.ts'
import { openChanges } from './changes.ts'
import { readJournal } from './journal.ts'
import { openUndos } from './undo.ts'

type InFolder = Pick<Stack, 'dir'>

/** Which journals ran on a stack: written into the stack's own folder, so that any process finds what to undo. */
const register = (stack: InFolder) => join(stack.dir, 'runs.jsonl')

export interface Custody {
  readonly run: string
  readonly journal: string
  /** The process that drills: while it lives, what it changed is its own to undo. */
  readonly runner: ProcessId
}

export interface Kept extends Custody {
  readonly history: History
}

/** Written before the run changes anything. The runner is this process unless given. */
export async function takeCustody(
  stack: InFolder,
  { run, journal, runner = processId() }: Omit<Custody, 'runner'> & Partial<Custody>,
): Promise<void> {
  await append(stack, { run, journal, runner })
}

/** Nothing of that run is left, for good: its journal need not be looked at again. */
export async function endCustody(stack: InFolder, { journal }: Pick<Custody, 'journal'>): Promise<void> {
  await append(stack, { settled: journal })
}

/** The runs that go on on this stack now, in processes that live. */
export function liveRuns(stack: InFolder): Kept[] {
  return custodies(stack).filter((kept) => !isEnded(kept.history) && lives(kept))
}

/** Runs on this stack that left something not proven undone. What a live runner does is its own business. */
export function openCustodies(stack: InFolder): Kept[] {
  return deserted(stack).filter(({ history }) => isOpen(history))
}

/** Those, and runs that never came to their end because their process died. */
export function deserted(stack: InFolder): Kept[] {
  return custodies(stack).filter((kept) => (isEnded(kept.history) ? isOpen(kept.history) : !lives(kept)))
}

/** Is something that a run changed not proven undone? */
export const isOpen = (history: History) => openUndos(history).length > 0 || openChanges(history).length > 0

/** Did a run come to its end, by itself or by another process? */
export function isEnded(history: History): boolean {
  return recordsOf(history, 'run.ended').length + recordsOf(history, 'run.interrupted').length > 0
}

const lives = ({ runner }: Partial<Custody>) => runner !== undefined && statOfNamed(runner) !== undefined

function custodies(stack: InFolder): Kept[] {
  const lines = linesOf(stack)
  const settled = new Set(lines.flatMap((line) => ('settled' in line ? [line.settled] : [])))
  return (
    lines
      .filter((line): line is Custody => 'journal' in line && !settled.has(line.journal))
      // Somebody may have deleted the run's folder: nothing is known of it any more.
      .filter(({ journal }) => existsSync(journal))
      .map((custody) => ({ ...custody, history: readJournal(custody.journal) }))
  )
}

type Line = Custody | { readonly settled: string }

function linesOf(stack: InFolder): Line[] {
  const file = register(stack)
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8').split('\n').flatMap(parse)
}

function parse(text: string): Line[] {
  try {
    const line = JSON.parse(text) as Partial<Custody> & { readonly settled?: unknown }
    return typeof line.journal === 'string' || typeof line.settled === 'string' ? [line as Line] : []
  } catch {
    return []
  }
}

/** After a line end of its own: what a machine that failed left of the line before must not swallow this one. */
async function append(stack: InFolder, line: Line): Promise<void> {
  await appendFile(register(stack), `\n${JSON.stringify(line)}\n`, { mode: 0o600, flush: true })
}
