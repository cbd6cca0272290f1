import * as z from 'zod'
import type { Stack } from '../stacks/stack.ts'
import type { Undo } from './fault.ts'
import { notOurs, requireStack } from './ours.ts'
import { command } from './vault/commands.ts'
import { vaultTarget } from './vault/target.ts'
import { vaultFault } from './vault/vault-fault.ts'

const mount = z.string().regex(/^[a-z0-9][a-z0-9/_-]*[a-z0-9]$/, 'a mount such as kv or auth/approle')
const options = vaultTarget.extend({
  mounts: z.array(mount).min(1).default(['auth/approle', 'auth/token', 'kv', 'database']).meta({
    description: 'Mounts whose callers are over their quota; what the operator needs is not among them.',
  }),
})

/** One request an hour and caller, or less: who asks once has used it up. */
const rate = { rate: 0.001, interval: '1h' }
const limited = z.object({ data: z.object({ rate: z.number(), path: z.string() }) })

/** The quotas of one drill: name → mount. */
const quotasOf = (mounts: readonly string[]) =>
  mounts.map((path) => ({ name: `drill-${path.replaceAll('/', '-')}`, path: `${path}/` }))

const ofUndo = ({ before }: Undo) => quotasOf(before.mounts as string[])

/** The rate of a quota of that name; undefined when there is none. */
async function found(
  stack: Stack,
  vault: string,
  name: string,
): Promise<z.infer<typeof limited> | undefined> {
  const { ending, body } = await command(stack, vault, { path: `sys/quotas/rate-limit/${name}` })
  return ending === 404 ? undefined : limited.parse(body)
}

export const quotaExceeded = vaultFault({
  name: 'quota-exceeded',
  summary: 'Callers of the vault are over their rate limit: its API answers 429, and its health stays 200.',
  needs: [],
  options,
  trials: (planned) =>
    options.shape.mounts
      .parse(planned.options.mounts)
      .map((path) => ({ asked: { path: `${path}/drill-canary` }, ends: [429] })),
  health: [200],
  async prepare(stack, { service, edges, options: chosen }) {
    const mounts = options.shape.mounts.parse(chosen.mounts)
    for (const { name } of quotasOf(mounts))
      if (await found(stack, service, name)) throw notOurs(`${service} has a quota named ${name}`)
    return { fault: 'quota-exceeded', service, edges, before: { mounts }, fingerprint: stack.id }
  },
  async inject(stack, undo) {
    for (const { name, path } of ofUndo(undo))
      await command(stack, undo.service, {
        ...{ method: 'POST', path: `sys/quotas/rate-limit/${name}` },
        json: { ...rate, path },
      })
  },
  async heal(stack, undo) {
    requireStack(stack, undo)
    const theirs: string[] = []
    for (const { name, path } of ofUndo(undo)) {
      const now = await found(stack, undo.service, name)
      if (!now) continue
      if (now.data.rate !== rate.rate || now.data.path !== path) theirs.push(name)
      else await command(stack, undo.service, { method: 'DELETE', path: `sys/quotas/rate-limit/${name}` })
    }
    if (theirs.length > 0) throw notOurs(`the quota ${theirs.join(', ')}`)
  },
  async verify(stack, undo) {
    for (const { name } of ofUndo(undo)) if (await found(stack, undo.service, name)) return false
    return true
  },
})
