import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../harness/model/home.ts'

const root = packageRoot()
const self = 'test/contract/certificates.test.ts'

/** Every way known to us by which a client stops checking certificates, or checks less than it should. */
const skips: readonly [name: string, pattern: RegExp, example: string][] = [
  [
    'Node: a client that rejects nobody',
    /rejectUnauthorized\W{0,4}(?:=|:)?\s*(?:false|0|!1)\b/,
    'tls.connect({ rejectUnauthorized: false })',
  ],
  [
    'Node: the switch of the environment',
    /NODE_TLS_REJECT_UNAUTHORIZED/,
    'NODE_TLS_REJECT_UNAUTHORIZED=0 node',
  ],
  ['Node: no check of the name', /checkServerIdentity/, 'checkServerIdentity: () => undefined'],
  ['Playwright: HTTPS errors ignored', /ignoreHTTPSErrors/i, 'newContext({ ignoreHTTPSErrors: true })'],
  [
    'Chromium: certificate errors ignored',
    /ignore-certificate-errors|allow-insecure-localhost/,
    '--ignore-certificate-errors-spki-list=x',
  ],
  [
    'curl: insecure',
    /\bcurl\b[^\n|;]*\s(?:-[a-jl-zA-Z]*k[a-zA-Z]*|--insecure)(?=\s|$|['"`])/,
    'curl -sk https://idp',
  ],
  [
    'any tool: insecure',
    /--insecure(?!-ignore-tlog)\b|--no-check-certificate|--trust-server-cert/,
    'wget --no-check-certificate',
  ],
  [
    'PostgreSQL: TLS without verification',
    /\bsslmode['"\s:=]+(?:disable|allow|prefer|require|verify-ca)\b|PGSSLMODE['"\s:=]+(?:disable|allow|prefer|require)\b/,
    'postgres://x?sslmode=require',
  ],
  [
    'Go: any certificate',
    /InsecureSkipVerify|\btls_skip_verify\b|VAULT_SKIP_VERIFY|BAO_SKIP_VERIFY/,
    'tls_skip_verify=true',
  ],
  [
    'HAProxy: any certificate',
    /\bverify\s+none\b|ssl-server-verify\s+none/,
    'server s 127.0.0.1:1 ssl verify none',
  ],
  [
    'Java, Keycloak: any certificate',
    /tls-hostname-verifier['"\s:=]+ANY|disable-trust-manager|trustAll/i,
    '--tls-hostname-verifier=ANY',
  ],
  [
    'Java: PostgreSQL without verification',
    /NonValidatingFactory/,
    'sslfactory=org.postgresql.ssl.NonValidatingFactory',
  ],
  [
    'npm, pip, git: any certificate',
    /strict-ssl\s*[=:]\s*false|--trusted-host|http\.sslVerify\s*[=:]?\s*false|GIT_SSL_NO_VERIFY/,
    'npm config set strict-ssl=false',
  ],
]

/** What git tracks, and what is new: except the licence texts and locks that nobody runs. */
function sources(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  return listed
    .split('\0')
    .filter((file) => file !== '' && file !== self && !/(^|\/)package-lock\.json$/.test(file))
}

/** `file:line: name` for every place where a text skips a check. */
function found(file: string, text: string): string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      skips.filter(([, pattern]) => pattern.test(line)).map(([name]) => `${file}:${index + 1}: ${name}`),
    )
}

function read(file: string): string {
  try {
    return readFileSync(join(root, file), 'utf8')
  } catch {
    // Listed by git, but gone from the folder, or a link to a folder.
    return ''
  }
}

test.each(skips)('%s would be found', (name, _pattern, example) => {
  expect(found('x', `first\n${example}`)).toContainEqual(`x:2: ${name}`)
})

test('honest words are not found', () => {
  const honest = [
    'rejectUnauthorized: true',
    'curl --cacert ca.pem -sS https://x',
    'sslmode=verify-full',
    'verify required',
    'cosign verify-blob-attestation --insecure-ignore-tlog: no public log, all else checked',
    'docker-k',
  ]
  expect(honest.flatMap((line) => found('x', line))).toEqual([])
})

test('no source skips the check of a certificate', () => {
  const files = sources()
  expect(files.length).toBeGreaterThan(50)
  expect(files).toContain('harness/stacks/dial.ts')
  expect(files.flatMap((file) => found(file, read(file)))).toEqual([])
})
