import { resolve } from 'node:path'
import { DrillError } from '../../../harness/model/error.ts'
import { serviceOf } from '../../../harness/model/estate.ts'
import { preparedDatabase } from '../../../harness/setup/prepare.ts'
import type { PreparedDatabase } from '../../../harness/setup/prepared.ts'
import type { PartContext } from '../../../harness/stacks/part.ts'

/**
 * The database that was prepared for the realm which the estate names for its identity provider.
 * @throws DrillError `bad-input` when it names none, `refused` when none was prepared.
 */
export function preparedFor({ estate, estateDir, tool }: PartContext): PreparedDatabase {
  const idp = serviceOf(estate, 'idp')
  const realm = idp && estate.services[idp]?.run.realm
  if (!realm)
    throw new DrillError('bad-input', 'the estate names no realm for its identity provider', {
      next: 'Give the service with the role idp `run: { part: keycloak, realm: realm.json }`.',
    })
  const prepared = preparedDatabase(resolve(estateDir, realm), tool('postgres'))
  if (prepared) return prepared
  throw new DrillError('refused', `no database is prepared for the realm ${realm}`, {
    next: 'Run `npx drill setup`.',
  })
}
