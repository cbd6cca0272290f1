import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tagOf } from '../../harness/setup/engine-build.ts'
import { toolInImage } from '../../harness/setup/engine-layout.ts'
import { trainedTag } from '../../harness/setup/engine-prepare.ts'
import { digestOf, filesUnder } from '../../harness/setup/engine-sources.ts'

test('a tag changes with an argument of its image, and with nothing else', () => {
  const recipe = { name: 'openbao', args: { BASE: 'a', SOURCE: 'b' } }
  expect(tagOf(recipe)).toMatch(/^identity-drill\/openbao:[0-9a-f]{12}$/)
  expect(tagOf({ ...recipe })).toBe(tagOf(recipe))
  expect(tagOf({ ...recipe, args: { BASE: 'a', SOURCE: 'c' } })).not.toBe(tagOf(recipe))
  expect(trainedTag('one')).not.toBe(trainedTag('another'))
})

test('a digest tells parts apart that are joined alike', () => {
  expect(digestOf(['ab', 'c'])).not.toBe(digestOf(['a', 'bc']))
  expect(digestOf(['a'])).toBe(digestOf([Buffer.from('a')]))
})

test('the files of a folder count with their names and contents', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drill-files-'))
  mkdirSync(join(folder, 'sub'))
  writeFileSync(join(folder, 'sub', 'a'), 'one')
  const before = digestOf(filesUnder(folder))
  writeFileSync(join(folder, 'sub', 'a'), 'two')
  expect(digestOf(filesUnder(folder))).not.toBe(before)
  expect(filesUnder(join(folder, 'none'))).toEqual([])
})

test('the images have no tool that nobody put there', () => {
  expect(toolInImage('postgres')).toBe('/usr/lib/postgresql/15/bin')
  expect(() => toolInImage('chromium')).toThrow('no tool named chromium')
})
