import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { request } from 'undici'
import { dispatcherBehind } from '../../harness/stacks/dial.ts'
import type { Stack } from '../../harness/stacks/stack.ts'

/** Mounts that `quota-exceeded` limits. */
const mounts = ['auth-approle', 'auth-token', 'kv', 'database']

/** What of the faults of the vault is still there, in words. */
export async function vaultRemains(stack: Stack): Promise<string[]> {
  const token = await stack.secret('vault-operator')
  const dispatcher = dispatcherBehind(stack, { timeoutMs: 5_000 })
  const { host, port } = stack.behind('vault')
  const status = async (path: string) => {
    const url = `https://${host}:${port}/v1/${path}`
    const answer = await request(url, { dispatcher, headers: { 'x-vault-token': token } })
    await answer.body.dump()
    return answer.statusCode
  }
  try {
    const health = await status('sys/health')
    const quotas = await Promise.all(mounts.map((mount) => status(`sys/quotas/rate-limit/drill-${mount}`)))
    const file = (...path: string[]) => existsSync(join(stack.dir, 'vault', ...path))
    return [
      ...(health === 200 ? [] : [`the vault's health is ${health}`]),
      ...mounts.flatMap((mount, index) =>
        quotas[index] === 404 ? [] : [`the quota of ${mount}: ${quotas[index]}`],
      ),
      ...(file('quorum.lost') ? ['the vault has lost its quorum'] : []),
      ...(file('audit.hold') ? ['the audit log of the vault is held'] : []),
      ...(file('seal', 'key') && !file('seal', 'key.aside') ? [] : ['the seal key of the vault is gone']),
    ]
  } finally {
    await dispatcher.destroy()
  }
}
