import type { Hono } from 'hono'
import * as z from 'zod'
import type { ServiceContext, ServiceEnv } from '../common/application.ts'
import { bearerOf } from '../common/bearer.ts'
import { bodyOf } from '../common/body.ts'
import { refusal } from '../common/refusal.ts'
import type { EmergencyAccess, Holder } from './emergency.ts'
import { type Entries, newEntry } from './entries.ts'

export interface EmergencyRoutesOptions {
  readonly emergency: EmergencyAccess
  /** Over a way into the database that needs no vault. */
  readonly emergencyEntries: Entries
  readonly defects: ReadonlySet<string>
  /** Whether the IdP answers; asked only by the seeded defect `emergency-needs-idp`. */
  readonly idpAnswers: () => Promise<boolean>
}

const name = z.string().min(1).max(200)
const jws = z.string().max(8_192)
const arming = z.object({
  ...{ incident: name, requester: name, scope: name },
  ttlMs: z.number().int().positive(),
  approvals: z.array(jws).max(10),
})
const disarming = z.object({ incident: name, approval: jws })

const prefix = '/ledger/emergency'

/** Emergency access over HTTP. Neither IdP nor vault is asked for any decision here. */
export function addEmergencyRoutes(app: Hono<ServiceEnv>, options: EmergencyRoutesOptions): void {
  const { emergency, emergencyEntries: entries } = options
  const holding = (find: Find) => holderOf(options, find)
  const byCredential = holding((credential) => emergency.withCredential(credential))
  const bySession = holding(async (session) => emergency.withSession(session))
  const readable = (holder: (c: ServiceContext) => Promise<Holder>) => async (c: ServiceContext) => {
    requireScope(await holder(c), ['ledger:read', 'ledger:write'])
    return c.json({ entries: await entries.list() })
  }

  app.get(`${prefix}/state`, (c) => c.json(emergency.state()))
  app.post(`${prefix}/arm`, async (c) => {
    const result = await emergency.arm(await bodyOf(c, arming))
    if (typeof result === 'string') throw refusal(403, result)
    c.set('reason', 'armed')
    return c.json(result, 201)
  })
  app.post(`${prefix}/disarm`, async (c) => {
    const { incident, approval } = await bodyOf(c, disarming)
    const result = await emergency.disarm(incident, approval)
    if (typeof result === 'string') throw refusal(403, result)
    c.set('reason', 'sealed')
    return c.json(result)
  })
  app.get(`${prefix}/entries`, readable(byCredential))
  app.post(`${prefix}/entries`, async (c) => {
    requireScope(await byCredential(c), ['ledger:write'])
    return c.json({ entry: await entries.add(await bodyOf(c, newEntry)) }, 201)
  })
  app.post(`${prefix}/session`, async (c) => {
    await whenIdpNeeded(options)
    const session = await emergency.openSession(bearerOf(c))
    if (!session) throw refusal(401, 'not-armed-for-this')
    return c.json({ session }, 201)
  })
  app.get(`${prefix}/session/entries`, readable(bySession))
}

type Find = (presented: string) => Promise<Holder | undefined>

const holderOf = (options: EmergencyRoutesOptions, find: Find) => async (c: ServiceContext) => {
  const presented = bearerOf(c)
  await whenIdpNeeded(options)
  const holder = await find(presented)
  if (!holder) throw refusal(401, 'not-armed-for-this')
  c.set('reason', 'emergency')
  return holder
}

function requireScope(holder: Holder, oneOf: readonly string[]): void {
  if (!oneOf.some((scope) => holder.scope.includes(scope))) throw refusal(403, 'out-of-scope')
}

/** Seeded defect: emergency access that needs what it is the fallback for. */
async function whenIdpNeeded({ defects, idpAnswers }: EmergencyRoutesOptions): Promise<void> {
  if (defects.has('emergency-needs-idp') && !(await idpAnswers())) throw refusal(503, 'idp-unavailable')
}
