import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect, isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { DrillError } from '../../harness/model/error.ts'
import { readYaml } from '../../harness/readers/yaml.ts'
import { corpus } from './corpus.ts'
import { spoilings, spoilt } from './mutations.ts'
import { pieces } from './pieces.ts'
import { sentinel } from './sentinel.ts'
import { seed, times } from './trial.ts'

const file = join(sentinel().inside, 'input.yaml')
const agreed: Record<string, number> = {}
afterAll(() => process.stdout.write(`yaml: ${JSON.stringify(agreed)}, DRILL_FUZZ_SEED=${seed}\n`))

/** By the parser that goes on behind mistakes; undefined when it finds any. */
function otherwise(text: string): { value: unknown } | undefined {
  const strictly = { uniqueKeys: false, resolveKnownTags: false, prettyErrors: false } as const
  const document = parseDocument(text, { version: '1.2', schema: 'core', ...strictly, logLevel: 'silent' })
  if (document.errors.length + document.warnings.length > 0) return undefined
  return { value: document.toJS({ maxAliasCount: -1 }) }
}

/** Fails when both parsers take a text, and not for the same. A file that is one word, number or nothing is no reader's. */
async function agree(what: string, bytes: Uint8Array): Promise<void> {
  writeFileSync(file, bytes)
  const read = await readYaml(file).catch((error: unknown) => error)
  if (read instanceof DrillError) return
  if (read instanceof Error) throw read
  const { value } = read as { value: unknown }
  const other = otherwise(
    Buffer.from(bytes)
      .toString('utf8')
      .replace(/^\uFEFF/, ''),
  )
  if (!other || typeof value !== 'object' || value === null) return
  // The matcher for objects stumbles over a key named `constructor`.
  if (!isDeepStrictEqual(value, other.value)) expect.fail(`${inspect(value)} is not ${inspect(other.value)}`)
  agreed[what] = (agreed[what] ?? 0) + 1
}

/** What means different things in different versions of YAML, or to different parsers. */
const scalars = [
  ...['a', 'b c', '"x"', "'y'", '"\\u0041\\n"', '"a\n  b"', "'a\n  b'", 'a\n  b', 'a\n\n  b', '"a\\\n  b"'],
  ...[
    '|\n  l\n  m\n',
    '>\n  l\n\n  m\n',
    '|+\n  l\n\n',
    '>-\n  x\n',
    '|2\n    x\n',
    '>1-\n  x\n',
    '|\n\n  l\n',
    '|-',
  ],
  ...[
    '12',
    '-1',
    '+1',
    '0o17',
    '0O17',
    '017',
    '0x1F',
    '0X1f',
    '0xg',
    '0b11',
    '1e3',
    '1E-3',
    '1.',
    '.5',
    '-.5',
    '1_0',
  ],
  ...[
    '.inf',
    '-.Inf',
    '+.inf',
    '.INF',
    '.iNF',
    '.NaN',
    '.nan',
    'NaN',
    'Infinity',
    '1e400',
    '-1e400',
    '1e-400',
  ],
  ...[
    '0',
    '-0',
    '+0',
    '00',
    '-0.0',
    '9007199254740993',
    '123456789012345678901234567890',
    '0o',
    '0x',
    '1:30',
    '1,000',
  ],
  ...[
    '~',
    'null',
    'Null',
    'NULL',
    'nULL',
    'true',
    'True',
    'TRUE',
    'tRUE',
    'yes',
    'No',
    'on',
    'OFF',
    'y',
    'n',
    '',
  ],
  ...['2026-11-25', '2026-11-25T10:00:00Z', '12:30', '12:30:45', '=', '<<', '<<: *a', '<<: { x: 1 }'],
  ...['*a', '&a x', '&a', '&a [1]', '&a { b: 1 }', '!!str 1', '!!int "1"', '! x', '!x y', '!!merge x'],
  ...[
    '[a, b]',
    '[a, b, ]',
    '{a: b}',
    '[a: b]',
    '{a, b}',
    '{"a":1}',
    '{a:1}',
    '{ a: }',
    '[? a : b]',
    '[]',
    '{}',
    '[,]',
  ],
  ...[
    '- x',
    '- - x',
    '-\n  - x',
    '? k\n: v',
    '? k',
    ': v',
    '@x',
    '`x',
    '%x',
    '#c',
    'a #c',
    'a#c',
    'a:b',
    'a :b',
    '-',
    '?',
  ],
  ...[
    '--- ',
    '---',
    '...',
    '... #c',
    '\u0085',
    '\u2028',
    '\u00a0',
    '"\t"',
    '\ta',
    'a\tb',
    'a\t#c',
    '\t',
    'a\\nb',
    '"\\x41"',
  ],
  ...[
    '__proto__',
    '"__proto__"',
    'constructor',
    '? __proto__',
    '"\\u005f_proto__"',
    '"a": 1\n"a"',
    '1: x\n"1"',
  ],
]
type Around = (a: string, b: string) => string
const contexts: readonly Around[] = [
  (a, b) => `k: ${a}\nl: ${b}\n`,
  (a, b) => `${a}: ${b}\n`,
  (a, b) => `? ${a}\n: ${b}\n`,
  (a, b) => `- ${a}\n- ${b}\n`,
  (a, b) => `[${a}, ${b}]`,
  (a, b) => `{k: ${a}, ${b}: x}`,
  (a, b) => `x:\n  - k: ${a}\n    ${b}: 1\n`,
  (a, b) => `k: &a ${a}\nl: [*a , ${b}]`,
  (a, b) => `k:\n  ${a}\nl:\n  - ${b}\n`,
  (a, b) => `k: ${a}\r\nl: ${b}\r\n`,
  (a, b) => `${a}\n---\n${b}\n`,
  (a, b) => `# c\n${a}\nk: ${b}\n`,
]
const scalar = fc.constantFrom(...scalars)
const fitted = fc.tuple(scalar, scalar, fc.constantFrom(...contexts)).map(([a, b, around]) => around(a, b))
const short = pieces
  .filter(({ length }) => length < 30)
  .map((piece) => Buffer.from(piece, 'latin1').toString())
const glue = [
  '\n',
  '\n  ',
  '\n- ',
  ': ',
  ', ',
  'k: ',
  '\nl: ',
  ' ',
  '\n---\n',
  '&a ',
  '*a ',
  '? ',
  '\n: ',
  '#\n',
]
const soup = fc
  .array(fc.oneof(scalar, fc.constantFrom(...short), fc.constantFrom(...glue)), { maxLength: 8 })
  .map((parts) => parts.join(''))

const people = ['scenario', 'estate', 'runbook', 'answers', 'followUps', 'trust', 'targets'] as const
const good = people.flatMap((name) => corpus[name])

describe('the quick parser and the one that goes on behind mistakes', () => {
  test.each([
    ['scalars', fitted.map((text) => Buffer.from(text)), 3_000],
    ['soup', soup.map((text) => Buffer.from(text)), 3_000],
    ['files', spoilings.map((how) => spoilt(good, how)), 1_000],
  ] as const)(
    'take %s for the same',
    async (what, texts, count) => {
      const property = fc.asyncProperty(texts, (bytes) => agree(what, bytes))
      await fc.assert(property, { numRuns: count * times, seed })
      expect(agreed[what]).toBeGreaterThan((count * times) / 20)
    },
    times * 120_000,
  )

  test.each([
    ['a directive, which would change what words mean', '%YAML 1.1\n---\na: yes\n', /^1:1: .*directive/],
    ['a directive behind a comment', '# c\n\n%TAG ! x\n---\na: 1\n', /^3:1: .*directive/],
    ['a carriage return alone', 'a: 1\rb: 2\n', /^1:5: a carriage return/],
    [
      'more behind the end of a document',
      'a: 1\n...\nb: 2\n',
      /^2:1: a document ends here|second YAML document/,
    ],
    ['a byte order mark in the middle', 'a: 1\n\uFEFFb: 2\n', /^2:1: a byte order mark/],
  ])('refuse %s', async (_name, text, said) => {
    writeFileSync(file, text)
    const error = await readYaml(file).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    const { problems } = error as DrillError
    expect(problems.map(({ line, column, message }) => `${line}:${column}: ${message}`)[0]).toMatch(said)
  })

  test.each([
    ['an end without more', 'a: 1\n... # done\n\n', { a: 1 }],
    ['a percent sign that begins no directive', 'a: "%x"\nb: 1 %\n', { a: '%x', b: '1 %' }],
    ['numbers that are too big', 'a: 1e400\nb: -1e400', { a: Infinity, b: -Infinity }],
  ])('read %s', async (_name, text, value) => {
    writeFileSync(file, text)
    expect(await readYaml(file)).toMatchObject({ value })
  })
})
