import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { DrillError } from '../../harness/model/error.ts'
import { readYaml } from '../../harness/readers/yaml.ts'
import { problemsOf, written } from './reading.ts'

const every = `a: &x [1, "q", 'r', -2.5, 0x10, .inf]
b:
c: |
  text
  more
d: { e: ~, f: *x , g: false, h }
i:
  - k: v
    l: w
  -
  - "x: y"
j: >
  folded

  text
"m n": true
o: of many
  lines
`

const places: readonly [path: readonly (string | number)[], line: number, column: number][] = [
  [['a'], 1, 7],
  [['a', 1], 1, 11],
  [['b'], 2, 3],
  [['c'], 3, 4],
  [['d', 'f'], 6, 15],
  [['d', 'f', 2], 1, 16],
  [['d', 'h'], 6, 31],
  [['i', 0, 'l'], 9, 8],
  [['i', 1], 10, 4],
  [['i', 2], 11, 5],
  [['j'], 12, 4],
  [['m n'], 16, 8],
  [['o', 'absent'], 17, 1],
]

const pieces = [
  '{',
  '}',
  '[',
  ':',
  '- ',
  '&a ',
  '*x ',
  '"',
  "'",
  '|\n',
  '>-\n',
  '#',
  '\t',
  '\n',
  ', ',
  '12',
  '0o7',
]
const edits = fc.array(
  fc.record({
    at: fc.nat(),
    cut: fc.nat({ max: 6 }),
    put: fc.constantFrom(...pieces, '~', 'null', '', '? '),
  }),
  { maxLength: 2 },
)

/** By the parser that goes on behind mistakes; undefined when it finds any. */
function otherwise(text: string): { value: unknown } | undefined {
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    uniqueKeys: false,
    logLevel: 'silent',
  })
  return document.errors.length > 0 ? undefined : { value: document.toJS() }
}

describe('YAML', () => {
  test.each(places)('has %j at %i:%i', async (path, line, column) => {
    const { locate } = await readYaml(written(every))
    expect(locate(path)).toMatchObject({ line, column })
  })

  test('is read as another parser reads it, whatever is edited', async () => {
    let agreed = 0
    const property = fc.asyncProperty(edits, async (list) => {
      const text = list.reduce((so, { at, cut, put }) => {
        const from = at % so.length
        return so.slice(0, from) + put + so.slice(from + cut)
      }, every)
      const read = await readYaml(written(text)).catch((error: unknown) => error)
      if (read instanceof DrillError) return
      const other = otherwise(text)
      if (!other) return
      expect(read).toMatchObject(other)
      agreed += 1
    })
    await fc.assert(property, { numRuns: 300 })
    expect(agreed).toBeGreaterThan(50)
  })

  test('with several mistakes has them all told at once', async () => {
    const problems = await problemsOf(readYaml(written('a: [1\nb: "x" y\nc: !odd 1\n')))
    expect(problems.length).toBeGreaterThan(1)
    expect(problems.map((problem) => problem.split(':', 1)[0])).toContain('2')
  })

  test('with a tag of the core schema is refused at the tag', async () => {
    expect(await problemsOf(readYaml(written('a: 1\nb: !!str 2\n')))).toEqual([
      '2:4: not plain YAML: a tag (expected values without tags)',
    ])
  })
})
