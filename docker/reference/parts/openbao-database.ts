import type { VaultClient } from '../../../harness/clients/vault.ts'
import type { Bootstrap, PartContext } from '../../../harness/stacks/part.ts'

const role = '"{{name}}"'

/** Rights on the ledger's table per leased role. */
const rights = { ledger: 'SELECT, INSERT', reporter: 'SELECT' }

/** The database engine: credentials that live as long as their lease, for the database `ledger`. */
export async function openDatabaseEngine({ context }: Bootstrap, root: VaultClient): Promise<void> {
  await root.mount({ mount_point: 'database', type: 'database' })
  await root.write('database/config/ledger', {
    plugin_name: 'postgresql-database-plugin',
    allowed_roles: Object.keys(rights),
    connection_url: connectionUrl(context),
    username: 'vault',
    password: context.secret('database-vault'),
    password_authentication: 'scram-sha-256',
    // The database's log tells of connections: it is to show that the vault still comes.
    max_connection_lifetime: '5s',
  })
  for (const [name, granted] of Object.entries(rights))
    await root.write(`database/roles/${name}`, {
      db_name: 'ledger',
      default_ttl: `${context.lifetimeMs('vault-lease')}ms`,
      max_ttl: '24h',
      creation_statements: [
        `CREATE ROLE ${role} WITH LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}'`,
        `GRANT ${granted} ON ALL TABLES IN SCHEMA public TO ${role}`,
        `GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${role}`,
      ],
      revocation_statements: revocation(context, granted),
    })
}

/**
 * A role can be dropped under an open session, which then lives on: sessions are ended first. The vault's role
 * joins the leased one, because PostgreSQL lets only members end a role's sessions.
 */
function revocation(context: PartContext, granted: string): readonly string[] {
  const database = Object.values(context.estate.services).find((service) => service.role === 'database')
  if (database?.run.defects.includes('keeps-sessions')) return [`ALTER ROLE ${role} NOLOGIN`]
  return [
    `ALTER ROLE ${role} NOLOGIN`,
    `GRANT ${role} TO CURRENT_USER`,
    `SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE usename = '{{name}}'`,
    `REVOKE ${granted} ON ALL TABLES IN SCHEMA public FROM ${role}`,
    `REVOKE USAGE ON ALL SEQUENCES IN SCHEMA public FROM ${role}`,
    `DROP ROLE ${role}`,
  ]
}

function connectionUrl(context: PartContext): string {
  const query = `sslmode=verify-full&sslrootcert=${encodeURIComponent(context.tls.ca)}&application_name=drill-${context.name}`
  return `postgresql://{{username}}:{{password}}@${context.authority('database')}/ledger?${query}&connect_timeout=5`
}
