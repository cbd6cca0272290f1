import { readFileSync } from 'node:fs'
import pg from 'pg'
import { serviceOf } from '../../model/estate.ts'
import type { Stack } from '../../stacks/stack.ts'
import { connectWith } from '../../workloads/vault/database.ts'
import { type Lease, vaultOf } from '../../workloads/vault/vault.ts'
import { callerOf } from '../../workloads/web/caller.ts'
import type { Measuring, Prepare } from '../case.ts'
import { ofVerifier } from '../window.ts'

const patienceMs = 5_000

/** A leased role may log in until its VALID UNTIL, by the clock of the database; open connections are not asked. */
export const dbNew: Prepare = async (measuring) => {
  const { stack, setTo, lateMs } = measuring
  const database = serviceOf(stack.estate, 'database')
  const held = database && (await leased(measuring))
  if (!held) return []
  const { lease } = held
  const life = { bornMs: lease.issuedMs, endMs: await validUntil(stack, database, lease) }
  const life_s = ((life.endMs - life.bornMs) / 1_000).toFixed(1)
  return [
    {
      ...{ service: database, access: 'db-new', limitMs: 900_000, strideMs: 45_000 },
      because: `VALID UNTIL ${life_s} s after the lease, no leeway`,
      predicted: ofVerifier(life, { fromMs: Number.NEGATIVE_INFINITY, toMs: life.endMs }, lateMs),
      async granted(kind, driftMs) {
        await setTo(database, (kind === 'too-early' ? life.bornMs : life.endMs + lateMs) + driftMs)
        return opens(stack, lease, measuring.signal)
      },
      leave: held.end,
    },
  ]
}

interface Held {
  readonly lease: Lease
  end(): Promise<void>
}

/** A lease of the estate's first vault client; undefined where there is none. */
async function leased({ stack, signal }: Measuring): Promise<Held | undefined> {
  const [name, known] =
    Object.entries(stack.estate.identities).find(([, { kind }]) => kind === 'vault-client') ?? []
  if (!name || !known?.secret) return undefined
  const caller = callerOf(stack, 'machines')
  const vault = vaultOf(stack, caller)
  const { given: token } = await vault.login(JSON.parse(await stack.secret(known.secret)), { signal })
  const { given: lease } = token ? await vault.lease(token, name, { signal }) : {}
  const end = async () => {
    if (token) await vault.revokeSelf(token, { signal: AbortSignal.timeout(patienceMs) })
    await caller.close()
  }
  if (lease) return { lease, end }
  await end()
  return undefined
}

async function opens(stack: Stack, lease: Lease, stop: AbortSignal): Promise<boolean> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(patienceMs)])
  try {
    const connection = await connectWith(stack, lease, signal)
    connection.close()
    return true
  } catch (error) {
    // 28P01: the server's only word for a password that is no longer valid.
    if ((error as { code?: string }).code === '28P01') return false
    throw error
  }
}

/** What the server itself was told, by its operator (ms since 1970). */
async function validUntil(stack: Stack, service: string, { user }: Lease): Promise<number> {
  const { host, address, port } = stack.endpoint('operator', service)
  const client = new pg.Client({
    ...{ host: address, port, user: 'postgres', database: 'postgres', application_name: 'drill-operator' },
    password: await stack.secret('database-superuser'),
    ssl: { ca: readFileSync(stack.caFile, 'utf8'), servername: host },
    connectionTimeoutMillis: patienceMs,
  })
  await client.connect()
  try {
    const text = 'SELECT extract(epoch FROM rolvaliduntil) * 1000 AS ms FROM pg_roles WHERE rolname = $1'
    return Number((await client.query(text, [user])).rows[0]?.ms)
  } finally {
    await client.end()
  }
}
