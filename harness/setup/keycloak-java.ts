import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

export interface KeycloakJava {
  /** Folder of the built distribution; nothing is written there. */
  readonly keycloak: string
  readonly javaHome: string
  /** Folder of this server alone, for its data and temporary files. */
  readonly home: string
  /** Options of `start`. */
  readonly options: readonly string[]
  /** How the archive of classes is used: taken when it fits (default), required, or written at the end. */
  readonly archive?: 'used' | 'required' | 'trained' | 'none'
  readonly jvm?: readonly string[]
}

/**
 * The archive of loaded classes (AppCDS). It fits only the very jar files, at the very paths, that it was made
 * from, so it stands beside them.
 */
export function archiveFile(keycloak: string): string {
  return join(keycloak, 'appcds.jsa')
}

/**
 * The command that runs Keycloak as Java itself. Its script kc.sh stays the parent of Java, which outlives it when
 * only the script is killed.
 */
export function keycloakJava(run: KeycloakJava): string[] {
  const { keycloak, javaHome, home, options, archive = 'used', jvm = [] } = run
  const properties = {
    'java.io.tmpdir': join(home, 'tmp'),
    'kc.home.dir': home,
    'jboss.server.config.dir': join(keycloak, 'conf'),
    'java.util.logging.manager': 'org.jboss.logmanager.LogManager',
    'java.util.concurrent.ForkJoinPool.common.threadFactory':
      'io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory',
    'picocli.disable.closures': 'true',
    'quarkus-log-max-startup-records': '10000',
    'file.encoding': 'UTF-8',
    'user.language': 'en',
    'user.country': 'US',
  }
  return [
    join(javaHome, 'bin', 'java'),
    ...machine,
    ...archives[archive](archiveFile(keycloak)),
    ...jvm,
    ...Object.entries(properties).map(([name, value]) => `-D${name}=${value}`),
    ...['-cp', join(keycloak, 'lib', 'quarkus-run.jar'), 'io.quarkus.bootstrap.runner.QuarkusEntryPoint'],
    // One node: no cluster to look for. Sessions are in the database, so they survive a restart all the same.
    ...['start', '--optimized', '--cache=local', ...options],
  ]
}

/** Makes the home folder of a server: its own data, everything else the distribution's. */
export function linkHome(keycloak: string, home: string): void {
  for (const folder of ['data', 'tmp']) mkdirSync(join(home, folder), { recursive: true, mode: 0o700 })
  for (const name of ['conf', 'lib', 'providers', 'themes'])
    if (!existsSync(join(home, name))) symlinkSync(join(keycloak, name), join(home, name))
}

/** What kc.sh sets, but for C1 alone (a drill lives too short for C2) and the collector with the least threads. */
const machine = [
  ...['-Xms256m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:+ExitOnOutOfMemoryError'],
  ...['java.util', 'java.util.concurrent', 'java.security', 'java.lang'].map(
    (name) => `--add-opens=java.base/${name}=ALL-UNNAMED`,
  ),
  '--enable-native-access=ALL-UNNAMED',
]

const archives = {
  used: (file: string) => [
    '-Xshare:auto',
    `-XX:SharedArchiveFile=${file}`,
    '-Xlog:cds=off',
    '-Xlog:cds+dynamic=off',
  ],
  required: (file: string) => ['-Xshare:on', `-XX:SharedArchiveFile=${file}`],
  trained: (file: string) => [
    `-XX:ArchiveClassesAtExit=${file}.part`,
    '-Xlog:cds=off',
    '-Xlog:cds+dynamic=off',
  ],
  none: () => ['-Xshare:auto'],
}
