import { existsSync, readFileSync } from 'node:fs'

const longest = 400

/** The last lines of the first of these logs that has any, without secrets; for an error that people read. */
export function lastLines(files: readonly string[], secrets: readonly string[], count = 8): string {
  for (const file of files) {
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []
    const last = lines.filter(Boolean).slice(-count)
    // Secrets first: half of one would not be found any more.
    if (last.length > 0) return last.map((line) => withoutSecrets(line, secrets).slice(0, longest)).join('\n')
  }
  return '(nothing was logged)'
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= 8)
    .reduce((left, secret) => left.replaceAll(secret, '[secret]'), text)
}
