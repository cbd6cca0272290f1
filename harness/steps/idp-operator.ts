import { type KeycloakAdmin, keycloakAdmin } from '../clients/keycloak.ts'
import { serviceOf } from '../model/estate.ts'
import { asOperator } from './operator.ts'
import type { StepContext } from './step.ts'

export const realm = 'estate'

/** The operator of the realm, with the IdP's own admin API over the operator's own edge: cut when that is. */
export async function asIdpOperator<T>(
  { stack, signal }: Pick<StepContext, 'stack' | 'signal'>,
  work: (admin: KeycloakAdmin) => Promise<T>,
): Promise<T> {
  const clientSecret = await stack.secret('client-operator')
  const credentials = { grantType: 'client_credentials', clientId: 'operator', clientSecret } as const
  return asOperator(stack, idpOf({ stack }), signal, async ({ reach }) =>
    work(await keycloakAdmin(reach, { realm, credentials })),
  )
}

export const idpOf = ({ stack }: Pick<StepContext, 'stack'>): string =>
  serviceOf(stack.estate, 'idp') ?? 'idp'
