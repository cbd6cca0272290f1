import { randomBytes } from 'node:crypto'
import { issuersOf } from '../../clients/authority.ts'
import { type VaultClient, vaultClient } from '../../clients/vault.ts'
import { DrillError } from '../../model/error.ts'
import { authorityOf, trusting } from '../../model/mutual-tls.ts'
import type { Stack } from '../../stacks/stack.ts'
import { asOperator } from '../operator.ts'

/** Common name of an authority's root, by which a trust bundle tells whose it is. */
export const rootName = (authority: string): string => `Identity Drill root ${authority}`

/** By its name an authority is known as made by a drill. */
const made = 'drill-'

export const newName = (as: string): string => `${made}${as}-${randomBytes(4).toString('hex')}`

/** The CA as its operator. Throws `StepCut` while it does not answer. */
export async function asCaOperator<T>(
  stack: Stack,
  signal: AbortSignal,
  work: (vault: VaultClient) => Promise<T>,
): Promise<T> {
  const token = await stack.secret('vault-operator')
  const ca = authorityOf(stack.estate) ?? 'ca'
  return asOperator(stack, ca, signal, async ({ reach }) => work(await vaultClient(reach, token)))
}

const issuedBy = (all: readonly string[], as: string) =>
  all.filter((name) => name.startsWith(`${made}${as}-`))

/** Two drills that rotate one CA would undo each other's. Throws `conflict`. */
export function refuseSecond(all: readonly string[], as: string): void {
  if (issuedBy(all, as).length === 0) return
  throw new DrillError('conflict', `another drill has issued a CA as ${as} on this stack`, {
    next: 'run `drill recover`, or wait until that drill has ended',
  })
}

/** The authority that was issued under that name. Throws `bad-input` when there is none. */
export async function issuedAs(vault: VaultClient, as: string): Promise<string> {
  const [name] = issuedBy((await issuersOf(vault)).all, as)
  if (!name) throw new DrillError('bad-input', `no CA was issued as ${as}: issue-ca comes first`)
  return name
}

/** Has every service that shows certificates get a new one now. Throws `StepCut` while one of them does not answer. */
export async function renewEverywhere(stack: Stack, signal: AbortSignal): Promise<string[]> {
  const services = trusting(stack.estate).filter((name) => Object.hasOwn(stack.estate.services, name))
  for (const name of services) {
    const authorization = `Bearer ${await stack.secret(`${name}-admin`)}`
    const path = `/${name}/admin/certificate/renew`
    await asOperator(stack, name, signal, (service) =>
      service.send({ method: 'POST', path, headers: { authorization } }),
    )
  }
  return services
}
