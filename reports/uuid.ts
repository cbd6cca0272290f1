import { createHash } from 'node:crypto'

/** Our own name space for version 5 UUIDs (RFC 9562). It must never change: ids of saved runs hang on it. */
const namespace = '6f1c1d0e-3c5a-5e0b-9a53-5b1d6c0f2e77'

/** The same names always give the same UUID, so that a report made again has the same bytes. */
export function uuid(...names: readonly string[]): string {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(names.map((name) => `${name.length}:${name}`).join('/'))
    .digest()
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  const hex = hash.toString('hex')
  return [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ]
    .map(([from, to]) => hex.slice(from, to))
    .join('-')
}
