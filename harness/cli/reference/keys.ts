import type * as z from 'zod'

type Json = z.core.JSONSchema.BaseSchema

/** One key of a file, or one option of a plug-in, as a reader of the reference needs it. */
export interface Key {
  /** Dotted path; `<name>` stands for any name, `[]` for each entry of a list. */
  readonly path: string
  readonly value: string
  /** Its default as JSON, `required`, or nothing. */
  readonly unless: string
  readonly description: string
}

/** Every key of a JSON Schema, from the outside in and in the order of the schema. */
export function keysOf(schema: Json, prefix = ''): Key[] {
  const required = new Set(schema.required ?? [])
  return Object.entries(schema.properties ?? {}).flatMap(([name, value]) =>
    typeof value === 'boolean' ? [] : keyOf(`${prefix}${name}`, value, required.has(name)),
  )
}

function keyOf(path: string, schema: Json, required: boolean): Key[] {
  const unless = schema.default === undefined ? (required ? 'required' : '') : JSON.stringify(schema.default)
  const own = { path, value: wordOf(schema), unless, description: schema.description ?? '' }
  return [own, ...inside(path, schema)]
}

function inside(path: string, schema: Json): Key[] {
  const { items, additionalProperties: each } = schema
  if (schema.properties) return keysOf(schema, `${path}.`)
  if (isSchema(items)) return inside(`${path}[]`, items)
  if (isSchema(each))
    return each.properties ? keysOf(each, `${path}.<name>.`) : inside(`${path}.<name>`, each)
  return []
}

const isSchema = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function wordOf(schema: Json): string {
  const { enum: words, anyOf, type, items, additionalProperties: each } = schema
  if (words) return words.map((word) => `\`${String(word)}\``).join(', ')
  if (anyOf) return anyOf.map((one) => (isSchema(one) ? wordOf(one) : '')).join(' or ')
  if (type === 'array') return isSchema(items) ? `list of ${plural(wordOf(items))}` : 'list'
  if (type === 'object') return isSchema(each) && !each.properties ? `map to ${wordOf(each)}` : 'map'
  return type === 'string' ? textOf(schema) : `${type ?? 'anything'}${rangeOf(schema)}`
}

const plural = (value: string) =>
  /^(map|text|name|duration|moment|integer|number)$/.test(value) ? `${value}s` : value

/** What a pattern means, by what it begins with: readers want words, editors have the pattern. */
function textOf({ pattern = '' }: Json): string {
  if (/^\^\[\+-\]\?.*\/s/.test(pattern)) return 'creep'
  if (pattern.startsWith('^[+-]?')) return 'offset'
  if (pattern.startsWith('^\\d+')) return pattern.includes('B') ? 'amount of bytes' : 'duration'
  if (pattern.startsWith('^(before|during')) return 'moment'
  return pattern.startsWith('^[a-z]') ? 'name' : 'text'
}

function rangeOf({ minimum, maximum }: Json): string {
  if (minimum !== undefined && maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER)
    return `, ${minimum} to ${maximum}`
  return minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? `, at least ${minimum}` : ''
}
