import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const config = `
[ ca ]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[ tsa ]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[ stamping ]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
`

/** A time-stamping authority of openssl on loopback, with a root of its own. */
export interface Authority {
  readonly url: string
  readonly rootFile: string
  readonly chainFile: string
  /** Its certificates: its own first, the root last. */
  readonly chain: string
  readonly asked: () => number
  readonly close: () => void
}

export async function startAuthority(): Promise<Authority> {
  const dir = mkdtempSync(join(tmpdir(), 'drill-tsa-'))
  const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: dir, stdio: 'pipe' })
  writeFileSync(join(dir, 'config'), config)
  writeFileSync(join(dir, 'serial'), '01\n')
  const key = (name: string) =>
    openssl(...'genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out'.split(' '), `${name}.pem`)
  key('ca')
  openssl(
    ...'req -x509 -new -key ca.pem -days 2 -subj /CN=root -config config -extensions ca -out ca.crt'.split(
      ' ',
    ),
  )
  key('tsa')
  openssl(...'req -new -key tsa.pem -subj /CN=stamper -config config -out tsa.csr'.split(' '))
  const sign =
    'x509 -req -in tsa.csr -CA ca.crt -CAkey ca.pem -set_serial 7 -days 2 -extfile config -extensions tsa'
  openssl(...sign.split(' '), '-out', 'tsa.crt')
  let asked = 0
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      asked += 1
      writeFileSync(join(dir, 'query'), Buffer.concat(parts))
      const reply =
        'ts -reply -config config -section stamping -queryfile query -signer tsa.crt -inkey tsa.pem'
      openssl(...reply.split(' '), '-out', 'reply')
      response.setHeader('content-type', 'application/timestamp-reply').end(readFileSync(join(dir, 'reply')))
    })
  })
  const chain = ['tsa.crt', 'ca.crt'].map((file) => readFileSync(join(dir, file), 'utf8')).join('')
  writeFileSync(join(dir, 'chain.pem'), chain)
  return {
    url: await listening(server),
    rootFile: join(dir, 'ca.crt'),
    chainFile: join(dir, 'chain.pem'),
    ...{ chain, asked: () => asked, close: () => void server.close() },
  }
}

/** Its address once it listens on a free port of loopback. */
export async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
