import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { plugIns } from '../../harness/cli/plug-ins.ts'
import { keysOf } from '../../harness/cli/reference/keys.ts'
import { duration } from '../../harness/model/duration.ts'
import { packageRoot } from '../../harness/model/home.ts'
import { drill } from './drill.ts'

describe('the reference', () => {
  it('is what the code says', async () => {
    const { stdout } = await drill(['schema', '--markdown'])
    const shipped = readFileSync(join(packageRoot(), 'docs', 'reference.md'), 'utf8')
    expect(stdout, 'run `npx drill schema --markdown > docs/reference.md`').toBe(shipped)
  })

  it('names every plug-in', () => {
    const shipped = readFileSync(join(packageRoot(), 'docs', 'reference.md'), 'utf8')
    const { faults, workloads, steps, oracles } = plugIns
    for (const { name } of [faults, workloads, steps].flatMap((all) => Object.values(all)))
      expect(shipped).toContain(`\n### ${name}\n`)
    for (const { name } of oracles) expect(shipped).toContain(`| \`${name}\` |`)
  })
})

describe('keys of a schema', () => {
  it('have paths from the outside in, values in words, and defaults', () => {
    const schema = z.strictObject({
      every: duration,
      kind: z.enum(['one', 'two']).default('one'),
      services: z.record(z.string(), z.strictObject({ port: z.int().min(1).max(65_535) })).optional(),
      list: z.array(z.strictObject({ name: z.string().meta({ description: 'Its name.' }) })).default([]),
    })
    const keys = keysOf(z.toJSONSchema(schema, { io: 'input' }))
    expect(keys.map(({ path, value, unless }) => [path, value, unless])).toEqual([
      ['every', 'duration', 'required'],
      ['kind', '`one`, `two`', '"one"'],
      ['services', 'map', ''],
      ['services.<name>.port', 'integer, 1 to 65535', 'required'],
      ['list', 'list of maps', '[]'],
      ['list[].name', 'text', 'required'],
    ])
    expect(keys.at(-1)?.description).toBe('Its name.')
  })
})
