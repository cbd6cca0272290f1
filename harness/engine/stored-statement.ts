import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type * as z from 'zod'
import { DrillError } from '../model/error.ts'
import { readRegular } from '../model/regular-file.ts'
import type { Statement } from '../model/statement.ts'
import { anyStatement } from '../model/statement-schema.ts'
import { sha256 } from './digest.ts'

/** A statement as it lies on disk. What it says is claimed only: whether its signature holds, `verify` finds out. */
export interface StoredStatement<P> {
  readonly file: string
  /** SHA-256 (hex) of the stored bytes: by this other statements name it. */
  readonly digest: string
  /** The key that is said to have signed it (`SHA256:…`); null when nobody signed. */
  readonly keyId: string | null
  readonly statement: Statement<P>
}

interface Envelope {
  readonly dsseEnvelope?: { readonly payload?: unknown; readonly signatures?: readonly { keyid?: unknown }[] }
}

/** Reads a Sigstore bundle or a bare statement. Throws `bad-input` for anything else, or another predicate. */
export function readStatement<P>(file: string, predicate: z.ZodType<P>): StoredStatement<P> {
  const bytes = attempt(file, () => readRegular(file))
  return attempt(file, () => {
    const outer = JSON.parse(bytes.toString('utf8')) as Envelope
    const envelope = outer?.dsseEnvelope
    const inner = envelope ? JSON.parse(Buffer.from(String(envelope.payload), 'base64').toString()) : outer
    const statement = anyStatement.parse(inner)
    return {
      file,
      digest: sha256(bytes),
      keyId: envelope ? String(envelope.signatures?.[0]?.keyid ?? '') : null,
      statement: { ...statement, predicate: predicate.parse(statement.predicate) },
    }
  })
}

/** Where a run's own statement lies, signed or not; undefined when it was never made. */
export function statementFile(dir: string, kind: 'started' | 'result'): string | undefined {
  const files = [`${kind}.sigstore.json`, `${kind}.statement.json`].map((name) => join(dir, 'evidence', name))
  return files.find((file) => existsSync(file))
}

function attempt<T>(file: string, action: () => T): T {
  try {
    return action()
  } catch (cause) {
    const message = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'not there' : 'not a statement'
    throw new DrillError('bad-input', `${file}: ${message}`, {
      cause,
      problems: [{ file, message, expected: 'a Sigstore bundle or an in-toto statement of a drill' }],
    })
  }
}
