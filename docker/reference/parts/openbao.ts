import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Launch, Part, PartContext } from '../../../harness/stacks/part.ts'
import { whenActive } from './openbao-api.ts'
import { collected, pipeOf } from './openbao-collector.ts'
import { openDatabaseEngine } from './openbao-database.ts'
import { openVault } from './openbao-first-start.ts'
import { endRoot } from './openbao-operator.ts'
import { openPki } from './openbao-pki.ts'

/** OpenBao as a real server: integrated storage, TLS, audit log; it unseals itself with a key file of this stack. */
export const openbao: Part = {
  name: 'openbao',
  after: ['postgres'],
  async configure(context): Promise<Launch> {
    mkdirSync(join(context.dir, 'data'), { recursive: true, mode: 0o700 })
    const config = context.file(
      'openbao.json',
      JSON.stringify(configuration(context, sealKey(context.dir)), null, 2),
    )
    const server = [join(context.tool('openbao'), 'bao'), 'server', `-config=${config}`]
    return { command: collected(context.dir, server) }
  },
  // Not initialised (501) and sealed (503) are how a new server answers: the first configuration goes on from there.
  ready: { kind: 'https', path: '/v1/sys/health', statuses: [200, 429, 501, 503] },
  fixedClock: 'a program in Go asks the kernel for the time, past every library',
  log: { format: 'openbao', file: 'audit.log' },
  async bootstrap(bootstrap) {
    const root = await openVault(bootstrap)
    await openDatabaseEngine(bootstrap, root)
    await openPki(bootstrap, root)
    await endRoot(bootstrap, root)
  },
  revive: whenActive,
}

function configuration(context: PartContext, keyFile: string) {
  const { address, port } = context.listen
  return {
    ui: false,
    disable_mlock: true,
    api_addr: `https://${context.host}:${context.service.port}`,
    // Integrated storage wants an address for peers; there is one node, so nobody calls it.
    cluster_addr: `https://${address}:${port + 1}`,
    storage: { raft: { path: join(context.dir, 'data'), node_id: context.name, performance_multiplier: 1 } },
    listener: [
      {
        tcp: {
          address: `${address}:${port}`,
          cluster_address: `${address}:${port + 1}`,
          tls_cert_file: context.tls.cert,
          tls_key_file: context.tls.key,
          tls_min_version: 'tls12',
        },
      },
    ],
    seal: { static: { current_key_id: 'stack', current_key: `file://${keyFile}` } },
    // By API this gives 400: audit devices belong to the configuration. Secrets in it stay HMACs.
    // (The parser takes a block with a single key for a label, hence the description.)
    audit: [
      {
        file: {
          log: { description: 'every request', options: { file_path: join(context.dir, 'audit.log') } },
        },
      },
      {
        file: {
          collected: {
            description: 'the same, for the collector',
            options: { file_path: pipeOf(context.dir) },
          },
        },
      },
    ],
  }
}

/** The unseal key, in a folder of its own so that a drill can take it away; made once, kept over restarts. */
function sealKey(dir: string): string {
  const folder = join(dir, 'seal')
  const file = join(folder, 'key')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600 })
  return file
}
