import type { z } from 'zod'
import type { Complaint, Path } from '../model/complaint.ts'
import { oneOf } from '../model/nearest.ts'
import { once } from '../model/once.ts'
import { describedAt, keysAt } from './schema-at.ts'

export { once }

type Issue = z.core.$ZodIssue

const nouns: Record<string, string> = {
  string: 'text',
  object: 'a map',
  record: 'a map',
  array: 'a list',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
}

/** A value as a schema reads it, if it can; what is wrong is told in words of the file, not of the schema. */
export function readAs<T>(
  schema: z.ZodType<T>,
  value: unknown,
  base: Path = [],
): { data?: T; complaints: Complaint[] } {
  const result = schema.safeParse(value, once)
  if (result.success) return { data: result.data, complaints: [] }
  const complaints = result.error.issues
    .flatMap((issue) => translate(issue, schema, value))
    .map((complaint) => ({ ...complaint, path: [...base, ...complaint.path] }))
  return { complaints }
}

export function complaintsOf(schema: z.ZodType, value: unknown): Complaint[] {
  return readAs(schema, value).complaints
}

function translate(issue: Issue, schema: z.ZodType, value: unknown): Complaint[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)))
  const found = valueAt(value, path)
  if (issue.code === 'unrecognized_keys') {
    const keys = keysAt(schema, path)
    return issue.keys.map((key) => ({
      path: [...path, key],
      on: 'key',
      message: `unknown key ${show(key)}`,
      expected: oneOf(key, keys),
    }))
  }
  if (issue.code === 'invalid_key') {
    const key = String(path.at(-1) ?? '')
    return [
      {
        path,
        on: 'key',
        message: `${show(key)} cannot be a key here`,
        expected: issue.issues[0]?.message ?? 'another name',
      },
    ]
  }
  if (issue.code === 'invalid_union') return [unionOf(issue, schema, path, found)]
  if (found === undefined) {
    const what =
      describedAt(schema, path) ?? (issue.code === 'invalid_type' ? nouns[issue.expected] : undefined)
    return [
      {
        path,
        message: `${path.at(-1) ?? 'the value'} is missing`,
        expected: what ?? expectedBy(issue, path, schema, found),
      },
    ]
  }
  return [
    {
      path,
      message: `${nameOf(path)} is ${describe(found)}`,
      expected: expectedBy(issue, path, schema, found),
    },
  ]
}

function unionOf(
  issue: z.core.$ZodIssueInvalidUnion,
  schema: z.ZodType,
  path: Path,
  found: unknown,
): Complaint {
  const choices = issue.errors.flatMap((errors) =>
    errors.slice(0, 1).map((error) => expectedBy(error, path, schema, found)),
  )
  return {
    path,
    message: `${nameOf(path)} is ${describe(found)}`,
    expected: [...new Set(choices)].join(', or '),
  }
}

function expectedBy(issue: Issue, path: Path, schema: z.ZodType, found: unknown): string {
  switch (issue.code) {
    case 'invalid_type': {
      const noun = nouns[issue.expected] ?? issue.expected
      const described = describedAt(schema, path)
      return described ? `${noun}: ${described}` : noun
    }
    case 'invalid_value':
      return oneOf(typeof found === 'string' ? found : '', issue.values.map(String))
    case 'too_small':
      return `at least ${issue.minimum}${unit(issue.origin)}`
    case 'too_big':
      return `at most ${issue.maximum}${unit(issue.origin)}`
    default:
      return issue.message
  }
}

function unit(origin: string): string {
  if (origin === 'string') return ' characters'
  return origin === 'array' ? ' entries' : ''
}

function nameOf(path: Path): string {
  const last = path.at(-1)
  if (last === undefined) return 'the file'
  return typeof last === 'number' ? `entry ${last + 1}` : last
}

function valueAt(value: unknown, path: Path): unknown {
  let found = value
  for (const step of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined
    found = (found as Record<string | number, unknown>)[step]
  }
  return found
}

function describe(value: unknown): string {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  return typeof value === 'string' ? show(value) : `the ${typeof value} ${value}`
}

/** A word of the file, short enough for a line. */
export function show(word: string): string {
  return JSON.stringify(word.length > 60 ? `${word.slice(0, 60)}…` : word)
}
