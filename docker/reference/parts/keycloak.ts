import { join } from 'node:path'
import { keycloakJava, linkHome } from '../../../harness/setup/keycloak-java.ts'
import type { Launch, Part, PartContext } from '../../../harness/stacks/part.ts'
import { openRealm } from './keycloak-first-start.ts'

/**
 * A request: `"GET /path" 200 request-id "user agent"`, inside a JSON line that has the time. The path comes
 * without its query, which can hold authorization codes.
 */
const accessLog = '"%m %R" %s %{i,X-Request-Id} "%{i,User-Agent}"'

/** Keycloak as Java itself, built once and started from a prepared database and an archive of its classes. */
export const keycloak: Part = {
  name: 'keycloak',
  after: ['postgres'],
  async configure(context): Promise<Launch> {
    const folder = context.tool('keycloak')
    const javaHome = context.tool('java')
    const home = join(context.dir, 'home')
    linkHome(folder, home)
    return {
      command: keycloakJava({ keycloak: folder, javaHome, home, options: options(context) }),
      env: { KC_DB_PASSWORD: context.secret('database-keycloak'), JAVA_HOME: javaHome },
    }
  },
  // A realm answers only when the database does, and on the one port that everybody may reach.
  ready: { kind: 'https', path: '/realms/estate/.well-known/openid-configuration', statuses: [200] },
  log: { format: 'keycloak' },
  bootstrap: openRealm,
}

function options(context: PartContext): string[] {
  const { listen, tls, service } = context
  const database = `jdbc:postgresql://${context.authority('database')}/keycloak`
  // With this least version the driver names itself as it connects, so that the log of connections shows who came.
  const named = `assumeMinServerVersion=15&ApplicationName=drill-${context.name}`
  const verified = `sslmode=verify-full&sslrootcert=${tls.ca}&${named}`
  return [
    `--hostname=https://${context.host}:${service.port}`,
    `--http-host=${listen.address}`,
    `--https-port=${listen.port}`,
    `--https-certificate-file=${tls.cert}`,
    `--https-certificate-key-file=${tls.key}`,
    // Calls of its own (back-channel logout) trust the stack's CA.
    `--truststore-paths=${tls.ca}`,
    `--db-url=${database}?${verified}`,
    '--db-username=keycloak',
    '--log-console-output=json',
    '--http-access-log-enabled=true',
    `--http-access-log-pattern=${accessLog}`,
    // Nothing routes around a server that is about to go: waiting would only slow a drill's end.
    '--shutdown-delay=0',
    // Seeded defect: a restart forgets what was revoked.
    ...(context.defects.includes('revoked-tokens-in-memory')
      ? ['--spi-single-use-object--infinispan--persist-revoked-tokens=false']
      : []),
  ]
}
