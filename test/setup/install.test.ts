import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { checkSha256, installOnce } from '../../harness/setup/install.ts'
import { fetchFromMaven } from '../../harness/setup/maven.ts'
import { ownFolder } from '../stacks/folder.ts'

const folder = ownFolder()
const never = new AbortController().signal

beforeEach(() => {
  vi.stubEnv('DRILL_CACHE', folder)
})

test('a folder is made once, whole, and what a killed process left is no part of it', async () => {
  const tool = join(folder, 'tools', 'tool-1')
  mkdirSync(`${tool}.part`, { recursive: true })
  writeFileSync(join(`${tool}.part`, 'half'), 'half')
  let made = 0
  const make = async (part: string) => {
    made += 1
    expect(existsSync(tool)).toBe(false)
    writeFileSync(join(part, 'whole'), 'whole')
  }
  await Promise.all([installOnce(tool, never, make), installOnce(tool, never, make)])
  expect(made).toBe(1)
  expect(readdirSync(tool)).toEqual(['whole'])
  expect(existsSync(`${tool}.part`)).toBe(false)
})

test('a failure leaves nothing that looks installed', async () => {
  const tool = join(folder, 'tools', 'tool-2')
  const failing = installOnce(tool, never, async (part) => {
    writeFileSync(join(part, 'half'), '')
    throw new Error('no network')
  })
  await expect(failing).rejects.toThrow('no network')
  expect(existsSync(tool) || existsSync(`${tool}.part`)).toBe(false)
})

test('a file with another checksum is refused', async () => {
  const file = join(folder, 'archive')
  writeFileSync(file, 'abc')
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  await checkSha256(file, ['0', abc])
  await expect(checkSha256(file, ['0'.repeat(64)])).rejects.toMatchObject({ code: 'refused' })
})

test('an archive that Maven brings with another checksum is not unpacked', async () => {
  const bin = join(folder, 'bin')
  const into = join(folder, 'maven')
  for (const each of [bin, into]) mkdirSync(each)
  writeFileSync(join(bin, 'mvn'), '#!/bin/sh\necho "$@" > asked\necho forged > dist.tar.gz\n')
  chmodSync(join(bin, 'mvn'), 0o755)
  vi.stubEnv('PATH', `${bin}:${process.env.PATH}`)
  const from = { artifact: 'org.example:dist:1:tar.gz', file: 'dist.tar.gz', sha256: '0'.repeat(64) }
  await expect(fetchFromMaven(from, into, never)).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('dist.tar.gz has checksum'),
  })
  expect(readFileSync(join(into, 'asked'), 'utf8')).toContain('-Dartifact=org.example:dist:1:tar.gz')
})
