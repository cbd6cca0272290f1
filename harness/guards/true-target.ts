import { serviceOf } from '../model/estate.ts'
import type { Guard, OnStack, Refusal } from './guard.ts'
import { identifiable, identityOf } from './identity.ts'

/** A name can lead to another server than the one that was meant; what it says of itself cannot. */
export const trueTarget: Guard = {
  name: 'true-target',
  summary: 'Identity provider and vault are those that are meant, by issuer and cluster.',
  async onStack(situation) {
    const { stack, signal } = situation
    const services = identifiable(stack.estate)
    const found = await Promise.all(services.map((service) => identityOf(stack, service, signal)))
    return services
      .map((service, index) => mistaken(situation, service, found[index]))
      .find((refusal) => refusal !== undefined)
  },
}

function mistaken(situation: OnStack, service: string, identity: string | undefined): Refusal | undefined {
  const next = 'Look where its name leads, and at the estate; nothing was changed.'
  if (identity === undefined) return { why: `${service} does not say who it is`, next }
  const meant = meantBy(situation, service)
  return meant === undefined || meant === identity
    ? undefined
    : { why: `${service} says that it is ${identity}, and ${meant} is meant`, next }
}

/** Undefined where nobody can know beforehand: the id of a vault that was just made. */
function meantBy({ stack, targets }: OnStack, service: string): string | undefined {
  const named = targets.find(({ estate }) => estate === stack.estate.estate)?.services[service]
  if (!stack.disposable) return named?.issuer ?? named?.cluster
  if (service !== serviceOf(stack.estate, 'idp')) return undefined
  const { host, port } = stack.endpoint('operator', service)
  return `https://${host}:${port}/realms/estate`
}
