import { expect, test } from 'vitest'
import { hostsOf } from '../../harness/stacks/processes/hosts.ts'
import { topologyOf } from '../../harness/stacks/topology.ts'
import { referenceEstate } from './estate.ts'
import { siteIn } from './site.ts'

const estate = await referenceEstate()
const topology = topologyOf(estate, '127.77')

test('every listener has an address and port of its own', () => {
  const listeners = topology.edges.map(({ from, to }) => topology.endpoint(from, to))
  const own = Object.keys(estate.services).map((service) => topology.behind(service))
  const all = [...listeners, ...own].map(({ address, port }) => `${address}:${port}`)
  expect(all.length).toBeGreaterThan(20)
  expect(new Set(all).size).toBe(all.length)
})

test('a callee has the same name and port for everyone, and its own address for each', () => {
  const seen = ['orders', 'ledger', 'people'].map((caller) => topology.endpoint(caller, 'idp'))
  expect(new Set(seen.map(({ host, port }) => `${host}:${port}`))).toEqual(new Set(['idp.estate.test:8443']))
  expect(new Set(seen.map(({ address }) => address)).size).toBe(3)
})

test('an edge that the estate does not declare has no endpoint', () => {
  expect(() => topology.endpoint('people', 'vault')).toThrow('no edge people → vault')
  expect(() => topology.behind('nobody')).toThrow('named nobody')
})

test('a party sees its callees at the proxy, itself at its own address, and nobody else', () => {
  const hosts = hostsOf(siteIn('', estate), 'orders')
  expect(hosts).toContain(`${topology.proxyAddress('orders')} idp.estate.test\n`)
  expect(hosts).toContain(`${topology.behind('orders').address} orders.estate.test\n`)
  expect(hosts).not.toContain('gateway.estate.test')
})

test('the defect bypasses-proxy gives the direct address of the IdP, and of nothing else', () => {
  const seeded = structuredClone(estate)
  seeded.services.ledger?.run.defects.push('bypasses-proxy')
  const hosts = hostsOf(siteIn('', seeded), 'ledger')
  expect(hosts).toContain(`${topology.behind('idp').address} idp.estate.test\n`)
  expect(hosts).toContain(`${topology.proxyAddress('ledger')} vault.estate.test\n`)
})
