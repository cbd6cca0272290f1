import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commonName, distrust, trust, trusted } from '../../harness/stacks/trust.ts'
import { authority } from '../services/mutual/authority.ts'
import { ownFolder } from './folder.ts'

const dir = ownFolder()
mkdirSync(join(dir, 'ledger', 'trust'), { recursive: true })
const [old, next] = [(await authority('old')).root, (await authority('next')).root]
const names = () => trusted({ dir }, 'ledger', 'bundle').map(commonName)

test('a CA is put on a list once, and taken off by its name, however often', () => {
  expect(names()).toEqual([])
  for (let time = 0; time < 2; time++) trust({ dir }, 'ledger', 'bundle', [old, next])
  expect(names()).toEqual(['root old', 'root next'])
  for (let time = 0; time < 2; time++)
    distrust({ dir }, 'ledger', 'bundle', (pem) => commonName(pem) === 'root old')
  expect(names()).toEqual(['root next'])
})

test('the lists of a party are apart, and one that has none trusts nobody', () => {
  trust({ dir }, 'ledger', 'distrusted', [old])
  expect(trusted({ dir }, 'ledger', 'distrusted').map(commonName)).toEqual(['root old'])
  expect(names()).toEqual(['root next'])
  expect(trusted({ dir }, 'orders', 'bundle')).toEqual([])
})
