import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, expect, test } from 'vitest'
import { packageRoot } from '../../harness/model/home.ts'

const folder = mkdtempSync(join(tmpdir(), 'drill-own-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A checkout to work in: the guide's commands write beside what they copy. */
function checkout(): { cwd: string; path: string } {
  for (const name of ['docker', 'scenarios']) symlinkSync(join(packageRoot(), name), join(folder, name))
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  writeFileSync(
    join(bin, 'npx'),
    `#!/bin/sh\nshift\nexec "${process.execPath}" "${packageRoot()}/bin/drill.mjs" "$@"\n`,
  )
  chmodSync(join(bin, 'npx'), 0o755)
  return { cwd: folder, path: `${bin}:${process.env.PATH}` }
}

test('the commands of the guide do what it says', async () => {
  const guide = readFileSync(join(packageRoot(), 'docs', 'bring-your-own.md'), 'utf8')
  const blocks = [...guide.matchAll(/<!-- a test runs this -->\n```sh\n([\s\S]*?)```/g)].map(
    ([, block = '']) => block,
  )
  expect(blocks).toHaveLength(2)
  const { cwd, path } = checkout()
  const run = (block: string) => execa('sh', ['-euc', block], { cwd, env: { PATH: path }, all: true })
  expect((await run(blocks[0] ?? '')).all).toMatch(/idp-down on reference: valid/)
  const { all } = await run(blocks[1] ?? '')
  expect(all).toMatch(/idp-down\.yaml:\d+:\d+: the estate has no identity named reporter/)
  expect(all).toMatch(/signing-key-rotation on reference: valid/)
})
