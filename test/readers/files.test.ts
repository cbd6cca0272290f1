import { execFileSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readScenario } from '../../harness/readers/scenario.ts'
import { readYaml } from '../../harness/readers/yaml.ts'
import { catalog, folder, problemsOf, readScenarioText, scenarioText, written } from './reading.ts'

const reading = (file: string) => problemsOf(readScenario(file, catalog))
const size = 256 * 1024

describe('a file that is', () => {
  test('missing', async () => {
    expect(await reading(join(folder, 'absent.yaml'))).toEqual([
      'undefined:undefined: there is no such file (expected a YAML file)',
    ])
  })

  test('a folder', async () => {
    expect(await reading(folder)).toEqual([expect.stringContaining('this is a folder')])
  })

  test('a pipe that nobody writes to', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    expect(await reading(pipe)).toEqual([expect.stringContaining('this is no regular file')])
  })

  test('a link to itself', async () => {
    const link = join(folder, 'link')
    symlinkSync(link, link)
    expect(await reading(link)).toEqual([expect.stringContaining('the file is a link to itself')])
  })

  test('too big', async () => {
    expect(await reading(written(`a: ${'x'.repeat(size)}`))).toEqual([
      expect.stringContaining('the file is too big'),
    ])
  })

  test.each([
    ['nothing at all', ''],
    ['blanks', ' \n\n'],
    ['a byte order mark', '\uFEFF'],
  ])('empty: %s', async (_name, text) => {
    expect(await problemsOf(readScenarioText(text))).toEqual([
      expect.stringMatching(/^1:1: the file is empty/),
    ])
  })

  test('only a comment', async () => {
    expect(await problemsOf(readScenarioText('# nothing\n'))).toContainEqual(
      expect.stringContaining('the file is empty (expected a map)'),
    )
  })

  test('not UTF-8, at the place of the first wrong byte', async () => {
    const bytes = Buffer.concat([
      Buffer.from('scenario: ö\ntitle: �'),
      Buffer.from([0xe9]),
      Buffer.from('\n'),
    ])
    expect(await problemsOf(readScenarioText(bytes))).toEqual([
      '2:9: the file is not UTF-8 (expected text in UTF-8)',
    ])
  })

  test('UTF-16', async () => {
    expect(await problemsOf(readScenarioText(Buffer.from('\uFEFFscenario: x', 'utf16le')))).toEqual([
      expect.stringContaining('1:1: the file is not UTF-8'),
    ])
  })

  test.each([
    ['a word', 'hello'],
    ['a list', '- a\n- b'],
    ['a number', '42'],
  ])('no map but %s', async (_name, text) => {
    expect(await problemsOf(readScenarioText(text))).toEqual([
      expect.stringMatching(/^1:1: the file is .* \(expected a map\)/),
    ])
  })
})

const nine = (name: string) => Array(9).fill(`*${name} `).join(',')
const bomb = [...'bcdefghi'].map((name, index) => `${name}: &${name} [${nine('abcdefgh'[index] ?? '')}]`)
const doubling = [...'bcdefghijklmn'].map(
  (name, index) => `${name}: &${name} [*${'abcdefghijklm'[index]} ,*${'abcdefghijklm'[index]} ]`,
)

/** Files made to exhaust time, memory or stack. */
const attacks: readonly [name: string, text: string, said: RegExp][] = [
  ['aliases that explode', ['a: &a [lol]', ...bomb].join('\n'), /too many aliases/],
  ['few aliases that explode', ['a: &a [lol, lol]', ...doubling].join('\n'), /aliases multiply/],
  ['an alias inside what it names', 'a: &a [*a ]', /^1:8: the alias a stands inside/],
  ['an alias without an anchor', 'a: *b', /^1:4: no anchor is named b/],
  ['nothing but open lists', '['.repeat(size - 8), /nested too deeply/],
  ['nothing but open maps', '{a: '.repeat(size / 4 - 8), /nested too deeply/],
  ['a very deep block', '- '.repeat(size / 2 - 8), /nested too deeply/],
  [
    'twenty thousand keys',
    Array.from({ length: 20_000 }, (_, index) => `k${index}: v`).join('\n'),
    /too many values/,
  ],
  ['nothing but aliases', `a: &a 1\nb: [${'*a ,'.repeat(size / 4 - 8)}]`, /too many aliases/],
  ['nothing but quotes', '"'.repeat(size - 8), /not valid YAML/],
  ['a map as a key', '{ a: b }: c', /^1:1: this cannot be a key/],
]

describe('a file with', () => {
  test.each(attacks)('%s', async (_name, text, said) => {
    const problems = await problemsOf(readYaml(written(text)))
    expect(problems[0]).toMatch(said)
    expect(problems.length).toBeLessThanOrEqual(51)
  })

  test('CRLF line ends is read', async () => {
    expect(await problemsOf(readScenarioText(scenarioText.replaceAll('\n', '\r\n')))).toEqual([])
  })
})
