import { formsOf } from './secret-forms.ts'

/** Values shorter than this would redact ordinary words. */
const shortest = 6

/** What is a secret by its looks: JWTs and JWEs, tokens of vaults, private keys. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/eyJ[\w-]{8,}(?:\.[\w-]*){2,4}/g, '[redacted token]'],
  [/\b(?:hv[sbr]\.[\w-]{20,}|[sbr]\.(?=[A-Za-z]*\d)[A-Za-z0-9]{24}\b)/g, '[redacted token]'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g, '[redacted key]'],
]
/** What is a secret by its name, in text of any kind. */
const fields: readonly RegExp[] = [
  /((?:set-)?cookie["']?\s*[=:]\s*["']?)[^"'\r\n]{6,}/gi,
  /((?:password|secret|secret_id|token|authorization|code_verifier)["']?\s*[=:]\s*["']?)(?:(?:Bearer|Basic|Digest|Negotiate)\s+)?[^\s"'&;,}]{6,}/gi,
  /([?&](?:code|session_code)=)[^\s"'&]{6,}/gi,
]
const secretField =
  /^(?:password|(?:client_)?secret|secret_id|(?:access_|refresh_|id_|client_)?token|authorization|(?:set-)?cookie|code_verifier)$/i

/** The one door that text goes through on its way out: secrets are replaced by value, by shape and by field. */
export interface Redactor {
  add(...secrets: readonly string[]): void
  text(value: string): string
  /** Every string inside plain JSON. */
  json<T>(value: T): T
}

export function redactor(secrets: readonly string[] = []): Redactor {
  /** By their first letters, the longest first: however many there are, a text is looked through once. */
  const known = new Map<string, readonly string[]>()
  const self: Redactor = {
    add(...values) {
      const forms = values.flatMap((value) => (value.length < shortest ? [] : [...formsOf(value)]))
      for (const form of forms.filter(({ length }) => length >= shortest)) {
        const others = known.get(form.slice(0, shortest)) ?? []
        if (others.includes(form)) continue
        known.set(
          form.slice(0, shortest),
          [...others, form].toSorted((a, b) => b.length - a.length),
        )
      }
    },
    text(value) {
      let clean = withoutValues(value, known)
      for (const [shape, instead] of shapes) clean = clean.replace(shape, instead)
      for (const field of fields) clean = clean.replace(field, '$1[redacted]')
      return clean
    },
    json: <T>(value: T): T => mapStrings(value, self.text) as T,
  }
  self.add(...secrets)
  return self
}

function withoutValues(text: string, known: ReadonlyMap<string, readonly string[]>): string {
  if (known.size === 0) return text
  let clean = ''
  let from = 0
  for (let at = 0; at + shortest <= text.length; at += 1) {
    const found = known.get(text.slice(at, at + shortest))?.find((form) => text.startsWith(form, at))
    if (found === undefined) continue
    clean += `${text.slice(from, at)}[redacted]`
    from = at + found.length
    at = from - 1
  }
  return clean + text.slice(from)
}

function mapStrings(value: unknown, map: (text: string) => string, key = ''): unknown {
  if (typeof value === 'string')
    return secretField.test(key) && value.length >= shortest ? '[redacted]' : map(value)
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, map, key))
  if (value && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, mapStrings(item, map, name)]),
    )
  return value
}
