import { type FileHandle, open } from 'node:fs/promises'
import type { LogFormat } from './part.ts'
import type { Observation } from './stack.ts'
import { jsonLine } from './traffic/json-lines.ts'
import { keycloakLine } from './traffic/keycloak.ts'
import { openbaoLine } from './traffic/openbao.ts'
import { postgresLine } from './traffic/postgres.ts'
import type { TrueTime } from './traffic/true-time.ts'

/** Reads one line of a log; undefined for a line that is no call of anybody. */
type LineReader = (line: string) => Observation | undefined

const readers: Readonly<Record<LogFormat, LineReader>> = {
  'json-lines': jsonLine,
  keycloak: keycloakLine,
  openbao: openbaoLine,
  postgres: postgresLine,
}

const chunkBytes = 64 * 1024
/** Calls are logged when they end: a line may tell of a call that began this long before its neighbours. */
const disorderMs = 60_000

/** The calls in a log since a wall-clock time (ms since 1970), oldest first. Reads from the end, no more than it must. */
export async function callsIn(
  file: string,
  format: LogFormat,
  sinceMs: number,
  trueTime: TrueTime = (_byte, statedMs) => statedMs,
): Promise<readonly Observation[]> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (!handle) return []
  try {
    return await readBackwards(handle, readers[format], sinceMs, trueTime)
  } finally {
    await handle.close()
  }
}

async function readBackwards(
  handle: FileHandle,
  read: LineReader,
  sinceMs: number,
  trueTime: TrueTime,
): Promise<Observation[]> {
  let { size: from } = await handle.stat()
  let found: Observation[] = []
  // The first line of a chunk may begin in the chunk before it; bytes, because a character may be cut too.
  let rest = Buffer.alloc(0)
  while (from > 0) {
    const length = Math.min(chunkBytes, from)
    from -= length
    const chunk = Buffer.concat([await exactly(handle, from, length), rest])
    const firstEnd = from === 0 ? -1 : chunk.indexOf('\n')
    if (from > 0 && firstEnd < 0) {
      rest = chunk
      continue
    }
    rest = chunk.subarray(0, firstEnd + 1)
    let at = from + firstEnd + 1
    const lines = chunk
      .subarray(firstEnd + 1)
      .toString('utf8')
      .split('\n')
    const calls = lines.flatMap((line) => {
      const call = read(line)
      const found = call && { ...call, statedMs: call.timeMs, timeMs: trueTime(at, call.timeMs) }
      at += Buffer.byteLength(line) + 1
      return found ?? []
    })
    found = [...calls.filter((call) => call.timeMs >= sinceMs), ...found]
    if (calls.length > 0 && calls.every((call) => call.timeMs < sinceMs - disorderMs)) break
  }
  return found.sort((a, b) => a.timeMs - b.timeMs)
}

async function exactly(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}
