import { isUtf8 } from 'node:buffer'
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { crashPoint } from '../model/crash-point.ts'
import { DrillError } from '../model/error.ts'
import type { Fact, History, JournalRecord } from '../model/record.ts'
import { wrongField } from '../model/record-shape.ts'
import { chainStart, withoutLink } from './chain.ts'
import type { Clock } from './clock.ts'
import { sha256 } from './digest.ts'
import { linesOf, type StoredLine } from './lines.ts'
import { syncFolder } from './publish.ts'
import type { Redactor } from './redact.ts'
import { sharedWords } from './shared-words.ts'
import { holdYoungSpace } from './young-space.ts'

/** Facts that must be on disk before the next thing happens: what a second process needs to undo and to judge. */
const durable = /^(run|fault|undo|change|proof|step|signal)(\.|$)/

const lineEnd = Buffer.from('\n')

/** The only door into history: gives order and time, redacts, and appends a line that is never rewritten. */
export interface Journal {
  readonly file: string
  write(fact: Fact): JournalRecord
  close(): void
}

/**
 * Opens a new journal, or goes on with one that another process left: `seq` and the chain continue, times follow its
 * last. Each line ends with `prev`, the SHA-256 of the stored bytes of the line before. A writer whose journal another
 * process went on with was taken for dead: it may write, and so change, nothing any more (`journal-failed`).
 */
export function openJournal(file: string, clock: Clock, redact: Redactor): Journal {
  if (existsSync(file)) attempt('mend', file, () => cutTornTail(file))
  const fd = attempt('open', file, () => openSync(file, 'a', 0o600))
  let tail = tailOf(file)
  if (tail.size === 0) attempt('open', file, () => syncFolder(dirname(file)))
  const { atMs: baseMs } = tail
  return {
    file,
    write(fact) {
      if (attempt('read', file, () => fstatSync(fd).size) !== tail.size) throw fenced(file)
      crashPoint('before', fact.type)
      const seq = tail.seq + 1
      const atMs = Math.max(clock.nowMs(), baseMs)
      const entry = { seq, atMs, time: clock.time(), ...redact.json(fact) } as JournalRecord
      const line = Buffer.from(JSON.stringify({ ...entry, prev: tail.head }))
      attempt('write', file, () => append(fd, line, tail.size))
      tail = { seq, atMs, head: sha256(line), size: tail.size + line.length + 1 }
      if (durable.test(fact.type)) attempt('write', file, () => fsyncSync(fd))
      crashPoint('after', fact.type)
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

/** What was to be undone is undone by the other process, which stopped waiting for this one. */
function fenced(file: string): DrillError {
  return new DrillError('journal-failed', `another process has gone on with the journal ${file}`, {
    next: 'this run was taken for dead, and undone; `npx drill recover` shows whether anything is left',
  })
}

/** Where the next record goes on. */
interface Tail {
  readonly seq: number
  readonly atMs: number
  /** SHA-256 (hex) of the last line's bytes. */
  readonly head: string
  readonly size: number
}

function tailOf(file: string): Tail {
  let tail: Tail = { seq: 0, atMs: 0, head: chainStart, size: 0 }
  let last: Buffer | undefined
  let count = 0
  for (const { bytes, ended } of readable(file)) {
    if (!ended) break
    count += 1
    last = Buffer.from(bytes)
    tail = { ...tail, size: tail.size + bytes.length + 1 }
  }
  if (!last) return tail
  const record = parse(last)
  if (!record) throw broken(file, count)
  const { seq, atMs } = record as Partial<JournalRecord>
  if (typeof seq !== 'number' || typeof atMs !== 'number') throw broken(file, count)
  return { seq, atMs, head: sha256(last), size: tail.size }
}

/** Appends a whole line or nothing: what a full disk took of it is cut off again. */
function append(fd: number, line: Buffer, size: number): void {
  try {
    writeFileSync(fd, Buffer.concat([line, lineEnd]))
  } catch (error) {
    ftruncateSync(fd, size)
    throw error
  }
}

/** Reads a journal back. A torn last line (killed in mid-write) is left out; a broken line before it is an error. */
export function readJournal(file: string, options: { missing?: 'empty' } = {}): History {
  if (options.missing === 'empty' && !existsSync(file)) return []
  holdYoungSpace(statSync(file, { throwIfNoEntry: false })?.size ?? 0)
  const records: JournalRecord[] = []
  const share = sharedWords()
  let count = 0
  for (const { bytes, ended } of readable(file)) {
    count += 1
    const entry = parse(bytes)
    const wrong = entry && wrongField(entry)
    if (entry && wrong === undefined) {
      share(entry)
      records.push(entry as unknown as JournalRecord)
    } else if (ended) throw broken(file, count, wrong)
  }
  return records
}

function* readable(file: string): Generator<StoredLine> {
  try {
    yield* linesOf(file)
  } catch (cause) {
    throw new DrillError('bad-input', `cannot read the journal ${file}`, {
      cause,
      problems: [{ file, message: 'not readable', expected: 'the journal.jsonl of a run' }],
      next: 'give the folder of a run, such as runs/<id>',
    })
  }
}

/** A writer that was killed in mid-line left a tail without its line end; it was never acknowledged. */
function cutTornTail(file: string): void {
  const bytes = readFileSync(file)
  const whole = bytes.lastIndexOf('\n') + 1
  if (whole < bytes.length) truncateSync(file, whole)
}

/** The chain is a matter of the file: judges do not see it. */
function parse(line: Buffer): Record<string, unknown> | undefined {
  if (!isUtf8(line)) return undefined
  try {
    const value: unknown = JSON.parse(withoutLink(line.toString('utf8')))
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function broken(file: string, line: number, field?: string): DrillError {
  const message = field === undefined ? 'not a journal record' : `${field} is missing or wrong`
  const expected = field === undefined ? 'one JSON object with seq, atMs and type' : 'a record of a drill'
  return new DrillError('bad-input', `${file}:${line}: ${message}`, {
    problems: [{ file, line, column: 1, message, expected }],
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
