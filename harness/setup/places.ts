import { accessSync, constants, existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DrillError } from '../model/error.ts'
import { cacheHome, packageRoot } from '../model/home.ts'
import { keycloak, oldestJava, oldestPostgres, openbao, type ToolName, toxiproxy } from './tools.ts'

/** Folder of a tool that the set-up itself fetched. */
export function cached(tool: { name: string; version: string }): string {
  return join(cacheHome(), 'tools', `${tool.name}-${tool.version}`)
}

/** The executable of that name on PATH or in the system's own folders. */
export function executable(...names: readonly string[]): string | undefined {
  const folders = [
    ...(process.env.PATH ?? '').split(':'),
    '/usr/local/sbin',
    '/usr/sbin',
    '/usr/local/bin',
    '/usr/bin',
  ]
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable)
}

const finders: Record<ToolName, () => string | undefined> = {
  keycloak: () => ifThere(cached(keycloak)),
  openbao: () => ifThere(cached(openbao)),
  toxiproxy: () => ifThere(cached(toxiproxy)),
  postgres: postgresBin,
  haproxy: () => folderOf(executable('haproxy')),
  java: javaHome,
  node: () => dirname(process.execPath),
  chromium: () => executable('chromium', 'chromium-browser', 'google-chrome'),
  certutil: () => executable('certutil'),
  faketime: faketimeLibrary,
  services: () => ifThere(join(packageRoot(), 'dist', 'services')),
}

/** Where a tool is, or undefined. A folder, but for `chromium`, `certutil` (executables) and `faketime` (a library). */
export function findTool(name: ToolName): string | undefined {
  return finders[name]()
}

/** @throws DrillError `refused` when the tool is not there. */
export function toolPath(name: ToolName): string {
  const found = findTool(name)
  if (found) return found
  const how = name === 'services' ? 'npm run build' : 'npx drill setup'
  throw new DrillError('refused', `${name} is not installed`, { next: `Run \`${how}\`.` })
}

/** Version of a Java home by its release file: `17.0.15`. */
export function javaVersion(home: string): string | undefined {
  const release = join(home, 'release')
  return existsSync(release)
    ? readFileSync(release, 'utf8').match(/^JAVA_VERSION="([^"]+)"/m)?.[1]
    : undefined
}

/** The newest Java home that is new enough: JAVA_HOME, then the `java` on PATH, then Debian's. */
function javaHome(): string | undefined {
  const onPath = executable('java')
  const debian = folders('/usr/lib/jvm')
  const homes = [process.env.JAVA_HOME, onPath && dirname(dirname(realpathSync(onPath))), ...debian]
  return homes.find(
    (home) =>
      home !== undefined &&
      isExecutable(join(home, 'bin', 'java')) &&
      Number.parseInt(javaVersion(home) ?? '0', 10) >= oldestJava,
  )
}

/** Debian keeps the servers of each major version in a folder of its own; elsewhere they are on PATH. */
function postgresBin(): string | undefined {
  const majors = folders('/usr/lib/postgresql').filter((folder) =>
    isExecutable(join(folder, 'bin', 'postgres')),
  )
  const newest = majors
    .map((folder) => ({ folder, major: Number(folder.split('/').pop()) }))
    .filter(({ major }) => major >= oldestPostgres)
    .sort((a, b) => b.major - a.major)[0]
  return newest ? join(newest.folder, 'bin') : folderOf(executable('initdb'))
}

/** The library that is preloaded into servers, of the kind for programs with threads. */
function faketimeLibrary(): string | undefined {
  const parents = ['/usr/local/lib', '/usr/lib64', ...folders('/usr/lib')]
  return parents.map((parent) => join(parent, 'faketime', 'libfaketimeMT.so.1')).find(existsSync)
}

function folders(parent: string): string[] {
  return existsSync(parent) ? readdirSync(parent).map((name) => join(parent, name)) : []
}

function ifThere(path: string): string | undefined {
  return existsSync(path) ? path : undefined
}

function folderOf(file: string | undefined): string | undefined {
  return file && dirname(realpathSync(file))
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
