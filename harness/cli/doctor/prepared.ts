import { readEstate } from '../../readers/estate.ts'
import { archiveFits } from '../../setup/archive.ts'
import { preparedDatabase } from '../../setup/prepare.ts'
import { realmOf } from '../prerequisites.ts'
import type { Examination, Found } from './examination.ts'
import { pathsOf } from './tools.ts'

const area = 'prepared'
const next = '`npx drill setup`, or the next drill makes it'

/** What the set-up makes once per realm and per version, so that stacks come up in seconds. */
export const prepared: Examination = async ({ estateFile }) => {
  const { estate } = await readEstate(estateFile)
  return [database(realmOf(estate, estateFile)), archive()]
}

function database(realm: string | undefined): Found {
  const name = 'database'
  if (realm === undefined)
    return { area, name, state: 'fine', text: 'the estate brings an identity provider of its own' }
  const paths = pathsOf(['postgres'])
  const there = paths && preparedDatabase(realm, paths.postgres)
  if (there) return { area, name, state: 'fine', text: there.pgdata }
  return { area, name, state: 'missing', neededBy: ['processes'], text: `none for ${realm}`, next }
}

function archive(): Found {
  const name = 'class archive'
  const paths = pathsOf(['keycloak', 'java'])
  if (paths && archiveFits(paths.keycloak, paths.java))
    return { area, name, state: 'fine', text: 'made by this very Java' }
  return { area, name, state: 'missing', neededBy: ['processes'], text: 'none that fits', next }
}
