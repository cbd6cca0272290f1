import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packageRoot } from '../../harness/model/home.ts'
import { ensureTools } from '../../harness/setup/ensure.ts'
import { archiveFile } from '../../harness/setup/keycloak-java.ts'
import { toolPath } from '../../harness/setup/places.ts'
import { prepareDatabase } from '../../harness/setup/prepare.ts'
import { runKeycloak } from '../../harness/setup/prepare-keycloak.ts'
import { withPostgres } from '../../harness/setup/prepare-postgres.ts'
import { copyCluster } from '../../harness/setup/prepare-run.ts'
import { newWorkshop } from '../../harness/setup/prepare-workshop.ts'
import type { PreparedDatabase } from '../../harness/setup/prepared.ts'

const signal = AbortSignal.timeout(280_000)
const folder = mkdtempSync(join(tmpdir(), 'drill-appcds-'))
const realm = join(packageRoot(), 'docker', 'reference', 'realm.json')
let prepared: PreparedDatabase

beforeAll(async () => {
  await ensureTools({ progress: () => {}, only: ['keycloak', 'java', 'postgres'] }, signal)
  prepared = await prepareDatabase(realm, () => {}, signal)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('Keycloak takes most of its classes from the archive, and starts only with it when told so', async () => {
  const dir = join(folder, 'workshop')
  const log = join(folder, 'classes.log')
  mkdirSync(dir, { mode: 0o711 })
  const workshop = await newWorkshop(dir, signal)
  await copyCluster(prepared, workshop, signal)
  const run = { realmFile: undefined, archive: 'required', jvm: [`-Xlog:class+load:file=${log}`] } as const
  await withPostgres(workshop, signal, () => runKeycloak(workshop, run, signal))
  const lines = readFileSync(log, 'utf8').split('\n')
  const loaded = lines.filter((line) => line.includes(' source: '))
  const archived = loaded.filter((line) => line.endsWith('source: shared objects file (top)'))
  // Classes that were loaded but not linked as it was trained, and those made at run time, cannot be archived.
  expect(archived.length).toBeGreaterThan(10_000)
  expect(archived.length / loaded.length).toBeGreaterThan(0.6)
})

test('the archive does not fit the same jar at another path', () => {
  const jar = join(folder, 'quarkus-run.jar')
  cpSync(join(toolPath('keycloak'), 'lib', 'quarkus-run.jar'), jar, { preserveTimestamps: true })
  const java = (classPath: string) => {
    const archive = ['-Xshare:on', `-XX:SharedArchiveFile=${archiveFile(toolPath('keycloak'))}`]
    const options = ['-XX:+UseSerialGC', ...archive, '-cp', classPath, '-version']
    return execFileSync(join(toolPath('java'), 'bin', 'java'), options, { encoding: 'utf8', stdio: 'pipe' })
  }
  expect(() => java(jar)).toThrow('shared class paths mismatch')
  expect(() => java(join(toolPath('keycloak'), 'lib', 'quarkus-run.jar'))).not.toThrow()
})
