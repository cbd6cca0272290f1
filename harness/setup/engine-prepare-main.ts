import { chownSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { cacheHome } from '../model/home.ts'
import { prepareDatabase } from './prepare.ts'

/** Runs inside a container: prepares Keycloak and the database of a realm, for the user who owns the cache outside. */
const [realmFile = '', owner = '0:0'] = process.argv.slice(2)
await prepareDatabase(realmFile, (what) => console.error(what), new AbortController().signal)
const [uid = 0, gid = 0] = owner.split(':').map(Number)
const folder = join(cacheHome(), 'prepared')
if (uid !== 0)
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    chownSync(join(folder, name), uid, gid)
