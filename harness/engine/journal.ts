import { closeSync, existsSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { DrillError } from '../model/error.ts'
import type { Fact, History, JournalRecord } from '../model/record.ts'
import type { Clock } from './clock.ts'
import type { Redactor } from './redact.ts'

/** Facts that must be on disk before the next thing happens: what a second process needs to undo and to judge. */
const durable = /^(run|fault|undo|step|signal)\./

/** The only door into history: gives order and time, redacts, and appends a line that is never rewritten. */
export interface Journal {
  readonly file: string
  write(fact: Fact): JournalRecord
  close(): void
}

/** Opens a new journal, or goes on with one that another process left (`seq` continues, times follow its last). */
export function openJournal(file: string, clock: Clock, redact: Redactor): Journal {
  if (existsSync(file)) attempt('mend', file, () => cutTornTail(file))
  const earlier = readJournal(file, { missing: 'empty' })
  let seq = earlier.at(-1)?.seq ?? 0
  const baseMs = earlier.at(-1)?.atMs ?? 0
  const fd = attempt('open', file, () => openSync(file, 'a', 0o600))
  if (earlier.length === 0) syncFolder(file)
  return {
    file,
    write(fact) {
      seq += 1
      const entry = {
        seq,
        atMs: Math.max(clock.nowMs(), baseMs),
        time: clock.time(),
        ...redact.json(fact),
      } as JournalRecord
      attempt('write', file, () => {
        writeSync(fd, `${JSON.stringify(entry)}\n`)
        if (durable.test(fact.type)) fsyncSync(fd)
      })
      return entry
    },
    close() {
      attempt('close', file, () => {
        fsyncSync(fd)
        closeSync(fd)
      })
    },
  }
}

/** Reads a journal back. A torn last line (killed in mid-write) is left out; a broken line before it is an error. */
export function readJournal(file: string, options: { missing?: 'empty' } = {}): History {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    if (options.missing === 'empty' && (cause as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new DrillError('bad-input', `cannot read the journal ${file}`, {
      cause,
      problems: [{ file, message: 'not readable', expected: 'the journal.jsonl of a run' }],
      next: 'give the folder of a run, such as runs/<id>',
    })
  }
  const lines = text.split('\n')
  const records: JournalRecord[] = []
  for (const [index, line] of lines.entries()) {
    const entry = parse(line)
    if (entry) records.push(entry)
    else if (index < lines.length - 1) throw broken(file, index + 1)
  }
  return records
}

/** A writer that was killed in mid-line left a tail without its line end; it was never acknowledged. */
function cutTornTail(file: string): void {
  const bytes = readFileSync(file)
  const whole = bytes.lastIndexOf('\n') + 1
  if (whole < bytes.length) truncateSync(file, whole)
}

function parse(line: string): JournalRecord | undefined {
  try {
    const value: unknown = JSON.parse(line)
    if (value === null || typeof value !== 'object') return undefined
    const { seq, atMs, type } = value as Partial<JournalRecord>
    return typeof seq === 'number' && typeof atMs === 'number' && typeof type === 'string'
      ? (value as JournalRecord)
      : undefined
  } catch {
    return undefined
  }
}

function broken(file: string, line: number): DrillError {
  return new DrillError('bad-input', `${file}:${line}: not a journal record`, {
    problems: [
      {
        file,
        line,
        column: 1,
        message: 'not a journal record',
        expected: 'one JSON object with seq, atMs and type',
      },
    ],
  })
}

function attempt<T>(verb: string, file: string, action: () => T): T {
  try {
    return action()
  } catch (cause) {
    throw new DrillError('journal-failed', `cannot ${verb} the journal ${file}`, {
      cause,
      next: 'check the disk and its free space',
    })
  }
}

function syncFolder(file: string): void {
  const folder = openSync(dirname(file), 'r')
  fsyncSync(folder)
  closeSync(folder)
}
