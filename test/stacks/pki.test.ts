import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { connect, createServer } from 'node:tls'
import { beforeAll, expect, test } from 'vitest'
import { issueCertificates } from '../../harness/stacks/pki.ts'
import { tlsFiles } from '../../harness/stacks/tls-files.ts'
import { ownFolder } from './folder.ts'

const folder = ownFolder()
const caFile = join(folder, 'ca.pem')
const names = ['idp', 'vault', 'gateway', 'database', 'orders', 'ledger', 'pager']
const hosts = new Map(names.map((name) => [`${name}.estate.test`, tlsFiles(join(folder, name))]))
const idp = tlsFiles(join(folder, 'idp'))
let tookMs = 0

beforeAll(async () => {
  const from = performance.now()
  await issueCertificates(caFile, hosts)
  tookMs = performance.now() - from
})

async function handshake(ca: string, servername: string): Promise<string> {
  const server = createServer({ key: readFileSync(idp.key), cert: readFileSync(idp.cert) }, (socket) =>
    socket.end(),
  )
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const socket = connect({ host: '127.0.0.1', port, servername, ca: readFileSync(ca) })
  const said = await Promise.race([
    once(socket, 'secureConnect').then(() => 'trusted'),
    once(socket, 'error').then(([error]) => (error as NodeJS.ErrnoException).code ?? ''),
  ]).catch((error: NodeJS.ErrnoException) => error.code ?? '')
  socket.destroy()
  server.close()
  return said
}

test('a certificate bears the name of its host and nothing else, and comes from the CA', () => {
  const ca = new X509Certificate(readFileSync(caFile))
  expect(ca.ca).toBe(true)
  for (const [host, files] of hosts) {
    const certificate = new X509Certificate(readFileSync(files.cert))
    expect(certificate.subjectAltName).toBe(`DNS:${host}`)
    expect(certificate.ca).toBe(false)
    expect(certificate.verify(ca.publicKey)).toBe(true)
  }
})

test('keys may be read by their owner alone', () => {
  for (const { key } of hosts.values()) expect(statSync(key).mode & 0o777).toBe(0o600)
})

test('a client with the CA trusts the server by its name', async () => {
  expect(await handshake(caFile, 'idp.estate.test')).toBe('trusted')
})

test('another name and another CA are refused', async () => {
  expect(await handshake(caFile, 'vault.estate.test')).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
  const other = join(folder, 'other.pem')
  await issueCertificates(other, new Map())
  expect(await handshake(other, 'idp.estate.test')).toMatch(/UNABLE_TO_VERIFY|SIGNATURE|ISSUER|SELF_SIGNED/)
})

test('seven services are quick', () => {
  expect(tookMs).toBeLessThan(1_000)
})
