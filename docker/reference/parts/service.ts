import { join } from 'node:path'
import { z } from 'zod'
import type { Part, PartContext } from '../../../harness/stacks/part.ts'

const approverKey = z.looseObject({ kty: z.string(), crv: z.string(), x: z.string() })

/** Our own relying services: one bundled file each, told everything by their environment. */
const service = (
  name: string,
  after: readonly string[],
  files?: (context: PartContext) => Record<string, string>,
): Part => ({
  name,
  after,
  configure: async (context) => ({
    command: [join(context.tool('node'), 'bin', 'node'), join(context.tool('services'), `${name}.mjs`)],
    env: files?.(context) ?? {},
  }),
  ready: { kind: 'https', path: `/${name}/healthz`, statuses: [200] },
})

export const orders = service('orders', ['postgres'])
export const ledger = service('ledger', ['postgres', 'openbao'], (context) => ({
  DRILL_APPROVERS: approvers(context),
}))
export const pager = service('pager', [])

/** Public keys of everyone who may or once might approve; who has left is known, and inactive. */
function approvers(context: PartContext): string {
  const known = Object.entries(context.estate.identities).filter(
    ([, identity]) => identity.kind === 'approver',
  )
  const active = new Set(Object.values(context.estate.runbooks).flatMap((runbook) => runbook.approvers))
  const list = known.map(([name]) => {
    const { kty, crv, x } = approverKey.parse(JSON.parse(context.secret(name)))
    return { name, active: active.has(name), publicJwk: { kty, crv, x, alg: 'EdDSA', kid: name } }
  })
  return context.file('approvers.json', JSON.stringify(list, null, 2))
}
