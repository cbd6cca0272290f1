/** Values shorter than this would redact ordinary words. */
const shortest = 6

const jwt = /eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+/g
const fields =
  /(password|secret|token|authorization|cookie|code_verifier)(["']?\s*[=:]\s*["']?)(Bearer\s+)?[^\s"'&;,}]{6,}/gi

/** The one door that text goes through on its way to a file: secrets are replaced by value, tokens by their shape. */
export interface Redactor {
  add(...secrets: readonly string[]): void
  text(value: string): string
  /** Every string inside plain JSON. */
  json<T>(value: T): T
}

/** The forms in which a value can turn up: raw, in base64 (both alphabets), URL-encoded, JSON-escaped. */
function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64')
  return [
    secret,
    base64,
    base64.replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ]
}

export function redactor(secrets: readonly string[] = []): Redactor {
  const known = new Set<string>()
  const self: Redactor = {
    add(...values) {
      for (const value of values)
        if (value.length >= shortest) for (const form of formsOf(value)) known.add(form)
    },
    text(value) {
      let clean = value
      for (const secret of known) if (clean.includes(secret)) clean = clean.replaceAll(secret, '[redacted]')
      return clean.replace(jwt, '[redacted token]').replace(fields, '$1$2[redacted]')
    },
    json: <T>(value: T): T => mapStrings(value, self.text) as T,
  }
  self.add(...secrets)
  return self
}

function mapStrings(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value)
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, map))
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, map)]))
  return value
}
