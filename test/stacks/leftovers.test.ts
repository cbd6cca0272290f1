import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { leftovers } from '../drill/stacks/leftovers.ts'
import { ownFolder } from './folder.ts'

/** An engine with one container of another home, and one of `/mine`. It lists what the label filter lets through. */
const engine = `#!/bin/sh
case "$*" in
  *"label=identity-drill.home=/mine/stacks"*) echo one-of-mine ;;
  *label=identity-drill.home=*) ;;
  *) echo one-of-mine; echo one-of-another ;;
esac`

test('what is left is looked for among the stacks of one home alone', async () => {
  const folder = ownFolder()
  writeFileSync(join(folder, 'docker'), engine)
  chmodSync(join(folder, 'docker'), 0o755)
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`)
  expect(await leftovers('/mine')).toEqual(['one-of-mine', 'one-of-mine'])
  expect(await leftovers(folder)).toEqual([])
})
