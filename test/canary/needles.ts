/** A secret that must turn up nowhere; `name` says which without telling it. */
export interface Canary {
  readonly name: string
  readonly value: string
}

/** A canary was found in a text, in this form. */
export interface Hit {
  readonly name: string
  readonly form: string
}

/** Shorter than this, words of a log would look like secrets. */
export const shortest = 12

const lowerCodes = (text: string) => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())
const escaped = (text: string) => JSON.stringify(text).slice(1, -1)

/** Every form in which a value is searched for; written anew here, so that redaction is not believed by its own word. */
export const forms: Readonly<Record<string, (value: string) => readonly string[]>> = {
  raw: (value) => [value],
  url: (value) => [encodeURIComponent(value), lowerCodes(encodeURIComponent(value)), encodeURI(value)],
  form: (value) => [new URLSearchParams({ v: value }).toString().slice(2)],
  json: (value) => [escaped(value), escaped(escaped(value))],
  html: (value) => [value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')],
  hex: (value) => [Buffer.from(value).toString('hex'), Buffer.from(value).toString('hex').toUpperCase()],
  base64: (value) => [0, 1, 2].map((before) => insideOfBase64(value, before)),
  base64url: (value) =>
    [0, 1, 2].map((before) => insideOfBase64(value, before).replaceAll('+', '-').replaceAll('/', '_')),
}

/** What base64 makes of a value behind so many bytes (modulo 3), without the letters that depend on its neighbours. */
function insideOfBase64(value: string, before: number): string {
  const [low, high] = ['\x00', '\xff'].map((fill) => {
    const neighbours = Buffer.from(fill.repeat(3), 'latin1')
    const bytes = [neighbours.subarray(0, before), Buffer.from(value), neighbours]
    return Buffer.concat(bytes).toString('base64').replaceAll('=', '')
  }) as [string, string]
  const same = [...low].map((letter, index) => letter === high[index])
  return low.slice(same.indexOf(true), same.lastIndexOf(true) + 1)
}

type Needle = Hit & { readonly text: string }
export type Needles = ReadonlyMap<string, readonly Needle[]>

/** Everything to search for, by its first letters, so that however many there are a text is looked through once. */
export function needlesFor(canaries: readonly Canary[]): Needles {
  const all = canaries.flatMap(({ name, value }) =>
    Object.entries(forms).flatMap(([form, make]) => make(value).map((text) => ({ name, form, text }))),
  )
  const known = new Map<string, Needle[]>()
  const seen = new Set<string>()
  for (const needle of all) {
    if (needle.text.length < shortest || seen.has(needle.text)) continue
    seen.add(needle.text)
    const start = needle.text.slice(0, shortest)
    known.set(start, [...(known.get(start) ?? []), needle])
  }
  return known
}

/** What of it stands in a text. */
export function hitsIn(text: string, needles: Needles): Hit[] {
  const found = new Map<string, Hit>()
  for (let at = 0; at + shortest <= text.length; at += 1)
    for (const needle of needles.get(text.slice(at, at + shortest)) ?? [])
      if (text.startsWith(needle.text, at)) found.set(needle.text, { name: needle.name, form: needle.form })
  return [...found.values()]
}
