import { type Estate, serviceOf } from '../../model/estate.ts'

/**
 * The party behind a name that a log shows: itself, the service that runs such a part or has such a role, the
 * machines or people for an identity (leased database roles bear the name of one). Any other name stays.
 */
export function partyOf(estate: Estate, name: string): string {
  if (estate.services[name] || estate.callers[name]) return name
  const byPart = Object.entries(estate.services).find(([, service]) => service.run.part === name)?.[0]
  return byPart ?? serviceOf(estate, name) ?? callerOfIdentity(estate, name) ?? name
}

function callerOfIdentity(estate: Estate, name: string): string | undefined {
  const identity = estate.identities[name]
  if (!identity) return undefined
  return identity.kind === 'person' ? 'people' : 'machines'
}
