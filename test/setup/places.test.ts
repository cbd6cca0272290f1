import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { refusalOf } from '../../harness/setup/debian.ts'
import { cached, javaVersion, toolPath } from '../../harness/setup/places.ts'
import { preparedFolder } from '../../harness/setup/prepared.ts'
import { openbao } from '../../harness/setup/tools.ts'
import { ownFolder } from '../stacks/folder.ts'

const folder = ownFolder()

beforeEach(() => {
  vi.stubEnv('DRILL_CACHE', folder)
})

test('a tool that is not there is refused, with what to do', () => {
  expect(() => toolPath('openbao')).toThrow(
    expect.objectContaining({ code: 'refused', next: 'Run `npx drill setup`.' }),
  )
  mkdirSync(cached(openbao), { recursive: true })
  expect(toolPath('openbao')).toBe(join(folder, 'tools', 'openbao-2.7.2'))
})

test('node is the one that runs', () => {
  expect(toolPath('node')).toBe(dirname(process.execPath))
})

test('the version of Java comes from its release file', () => {
  writeFileSync(join(folder, 'release'), 'IMPLEMENTOR="Debian"\nJAVA_VERSION="21.0.4"\n')
  expect(javaVersion(folder)).toBe('21.0.4')
  expect(javaVersion(join(folder, 'nowhere'))).toBeUndefined()
})

test.each([
  ['root on Debian', 'NAME="Debian GNU/Linux"\nID=debian\n', 0, undefined],
  ['a user on Debian', 'ID=debian\n', 1000, 'Run: sudo apt-get update'],
  ['root elsewhere', 'ID=fedora\nID_LIKE=debian-not\n', 0, 'On Debian: sudo apt-get update'],
])('%s', (_who, release, uid, next) => {
  const refusal = refusalOf(['haproxy', 'chromium'], release, uid)
  expect(refusal?.code).toBe(next && 'refused')
  expect(refusal?.next).toEqual(next && expect.stringContaining(next))
  expect(refusal?.next).toEqual(next && expect.stringContaining('haproxy chromium'))
})

test('each realm has a database of its own, per major version of PostgreSQL', () => {
  const [one, other] = ['one.json', 'other.json'].map((name) => join(folder, name))
  writeFileSync(one ?? '', '{"realm":"estate"}')
  writeFileSync(other ?? '', '{"realm":"estate","enabled":true}')
  const at = (realm = '', major: number) => preparedFolder(realm, `/usr/lib/postgresql/${major}/bin`)
  expect(new Set([at(one, 15), at(other, 15), at(one, 17)]).size).toBe(3)
  const before = at(one, 15)
  writeFileSync(one ?? '', '{\n  "realm": "estate"\n}\n')
  expect(at(one, 15)).toBe(before)
  writeFileSync(one ?? '', 'realm: estate')
  expect(() => at(one, 15)).toThrow(expect.objectContaining({ code: 'bad-input' }))
})
