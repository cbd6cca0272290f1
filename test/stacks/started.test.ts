import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { appendStarted, latestStarts, readStarted } from '../../harness/stacks/started.ts'
import { ownFolder } from './folder.ts'

const folder = ownFolder()
const idp = { service: 'idp', pid: 10, startTime: '1000', bootId: 'boot' }

test('parts are read back in the order of their start, and the last start counts', () => {
  const file = join(folder, 'order.jsonl')
  const container = { service: 'vault', containerId: 'abc' }
  for (const started of [idp, container, { ...idp, pid: 11 }]) appendStarted(file, started)
  expect(readStarted(file)).toEqual([idp, container, { ...idp, pid: 11 }])
  expect(latestStarts(file).get('idp')).toEqual({ ...idp, pid: 11 })
})

test('a line torn by a crash is left out, and spoils no later one', () => {
  const file = join(folder, 'torn.jsonl')
  appendStarted(file, idp)
  for (let cut = 1; cut < JSON.stringify(idp).length; cut += 7) {
    appendFileSync(file, JSON.stringify(idp).slice(0, cut))
    appendStarted(file, { ...idp, pid: 100 + cut })
    expect(readStarted(file).at(-1)).toEqual({ ...idp, pid: 100 + cut })
  }
  expect(readStarted(file).every(({ service }) => service === 'idp')).toBe(true)
  expect(readFileSync(file, 'utf8').endsWith('\n')).toBe(true)
})

test('no file is no part', () => {
  expect(readStarted(join(folder, 'none.jsonl'))).toEqual([])
})
