import { join } from 'node:path'
import type { Part } from '../../../harness/stacks/part.ts'

/** Our own relying services: one bundled file each, told everything by their environment. */
const service = (name: string, after: readonly string[], secrets: readonly string[]): Part => ({
  name,
  after,
  secrets,
  configure: async ({ tool }) => ({
    command: [join(tool('node'), 'node'), join(tool('services'), name, 'main.mjs')],
  }),
  ready: { kind: 'https', path: `/${name}/healthz`, statuses: [200] },
})

export const orders = service(
  'orders',
  ['postgres', 'openbao'],
  ['approle-orders', 'database-orders', 'client-orders', 'orders-admin', 'orders-batch', 'pager-ingest'],
)
export const ledger = service(
  'ledger',
  ['postgres', 'openbao'],
  [
    ...['approle-ledger', 'client-ledger', 'code-night-batch', 'database-envelope'],
    ...['ledger-admin', 'pager-ingest'],
  ],
)
export const pager = service('pager', [], ['pager-ingest', 'pager-read'])
