import fc from 'fast-check'
import { pieces } from './pieces.ts'

/** One change to a file's bytes. Which of its fields count depends on the kind. */
interface Edit {
  readonly kind: keyof typeof ways
  /** Where, counted around the file's length, lines or values. */
  readonly at: number
  readonly other: number
  readonly put: string
}

type Way = (text: string, edit: Edit) => string

/** Bytes are kept as characters of the same code, so that what is no UTF-8 passes through as it is. */
const ways = {
  flip: (text, { at, other }) =>
    splice(text, at, 1, String.fromCharCode((text.charCodeAt(at % text.length) || 0) ^ (1 << (other % 8)))),
  cut: (text, { at, other }) => splice(text, at, 1 + (other % 40), ''),
  put: (text, { at, put }) => splice(text, at, 0, put),
  replace: (text, { at, other, put }) => splice(text, at, 1 + (other % 12), put),
  truncate: (text, { at }) => text.slice(0, at % text.length),
  value: (text, { at, put }) => swapMatch(text, /(?<=[:-] ?)("(?:[^"\\\n]|\\.)*"|[^\s,[\]{}"]+)/g, at, put),
  key: (text, { at, put }) => swapMatch(text, /"?[\w-]+"?(?=\s?:)/g, at, put),
  rename: (text, { at, other }) => renamed(text, at, reserved[other % reserved.length] ?? ''),
  drop: (text, { at }) => lines(text, at, () => []),
  double: (text, { at }) => lines(text, at, (line) => [line, line]),
  swap: (text, { at, other }) => swapLines(text, at, other),
  indent: (text, { at, other }) => lines(text, at, (line) => [`${other % 2 ? '  ' : '\t'}${line}`]),
  outdent: (text, { at }) => lines(text, at, (line) => [line.replace(/^ {1,2}/, '')]),
  ends: (text, { other }) => text.replaceAll('\n', ['\r\n', '\r', '\n\n', '\n \n'][other % 4] ?? '\n'),
  mark: (text) => `\xef\xbb\xbf${text}`,
} satisfies Record<string, Way>

const splice = (text: string, at: number, cut: number, put: string): string => {
  const from = at % (text.length || 1)
  return text.slice(0, from) + put + text.slice(from + cut)
}

function lines(text: string, at: number, change: (line: string) => readonly string[]): string {
  const all = text.split('\n')
  const index = at % all.length
  return all.toSpliced(index, 1, ...change(all[index] ?? '')).join('\n')
}

function swapLines(text: string, at: number, other: number): string {
  const all = text.split('\n')
  const [a, b] = [at % all.length, other % all.length]
  return all
    .with(a, all[b] ?? '')
    .with(b, all[a] ?? '')
    .join('\n')
}

function swapMatch(text: string, pattern: RegExp, at: number, put: string): string {
  const found = [...text.matchAll(pattern)]
  const match = found[at % (found.length || 1)]
  return match ? splice(text, match.index, match[0].length, put) : text
}

/** Names that are allowed, and that every object has already or that mean something elsewhere. */
const reserved = [
  'constructor',
  'prototype',
  'null',
  'true',
  'x'.repeat(41),
  'during',
  'idp',
  'service',
  'then',
  'at',
]

/** A word by another wherever it stands, so that all that refers to it still does. */
function renamed(text: string, at: number, name: string): string {
  const words = [...new Set(text.match(/[a-z][a-z0-9-]{2,}/g))]
  const word = words[at % (words.length || 1)]
  return word === undefined ? text : text.replace(new RegExp(`(?<![\\w-])${word}(?![\\w-])`, 'g'), name)
}

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('value', 'key', 'rename') },
    { weight: 4, arbitrary: fc.constantFrom(...(Object.keys(ways) as Edit['kind'][])) },
  ),
  at: fc.nat(),
  other: fc.nat(),
  put: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...pieces) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }).map(bytesOf) },
  ),
})

function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1')
}

/** What is done to one of some good files. Told as it is, not as the bytes that come of it, when a test fails. */
export interface Spoiling {
  readonly of: number
  readonly edits: readonly Edit[]
}

const spoiling = fc.record({
  of: fc.nat({ max: 7 }),
  edits: fc.array(edit, { minLength: 1, maxLength: 4 }),
})

/** Keys that some file has, so that what is made of nothing gets past the first look at it. */
const fields = [
  'scenario',
  'phases',
  'faults',
  'steps',
  'services',
  'keys',
  'schema',
  'type',
  'predicate',
  '0',
]
const field = fc.oneof(fc.constantFrom(...fields), fc.string(), fc.constantFrom('__proto__', 'constructor'))
const anything = fc
  .dictionary(field, fc.jsonValue({ maxDepth: 3 }))
  .map((value) => Buffer.from(JSON.stringify(value)))

/** A spoilt file, or one made of nothing. */
export const spoilings: fc.Arbitrary<Spoiling | Uint8Array> = fc.oneof(
  { weight: 12, arbitrary: spoiling },
  { weight: 1, arbitrary: anything },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 400 }) },
)

export function spoilt(good: readonly Buffer[], how: Spoiling | Uint8Array): Uint8Array {
  if (how instanceof Uint8Array) return how
  const { of, edits } = how
  const text = good[of % good.length]?.toString('latin1') ?? ''
  return Buffer.from(
    edits.reduce((so, one) => ways[one.kind](so, one), text),
    'latin1',
  )
}
