import * as z from 'zod'
import { duration } from './duration.ts'
import { limits } from './limits.ts'
import { channels, revocationChecks, roles } from './words.ts'

const name = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, 'a lower-case name such as orders or billing-batch')

/** How a service runs: a part that ships with the harness, the user's own image (containers) or command (processes). */
export const run = z
  .strictObject({
    part: name.optional().meta({ description: 'A part that ships with the harness: keycloak, postgres, …' }),
    image: z.string().optional().meta({ description: 'Own image, for the containers driver.' }),
    command: z
      .array(z.string())
      .min(1)
      .optional()
      .meta({ description: 'Own command, for the processes driver.' }),
    realm: z
      .string()
      .optional()
      .meta({ description: 'Realm export of the IdP, relative to the estate file.' }),
    env: z.record(z.string(), z.string()).default({}),
    defects: z
      .array(name)
      .default([])
      .meta({ description: 'Seeded defects, to prove that a verdict can fail.' }),
  })
  .refine((value) => value.part || value.image || value.command, 'part, image or command')

export const service = z.strictObject({
  role: z.enum(roles),
  port: z.number().int().min(1).max(65_535),
  calls: z.array(name).default([]).meta({ description: 'Services that it calls: one proxied edge each.' }),
  owner: z.string(),
  tokens: z
    .strictObject({
      leeway: duration.optional().meta({
        description: 'How far clocks may be off before it judges a good token wrongly; none unless given.',
      }),
      'max-age': duration.optional().meta({
        description: 'Oldest age of a token that it takes; one from the future is then refused too.',
      }),
    })
    .optional()
    .meta({
      description: 'How it checks the times in tokens; `drill sweep` compares it with what it measures.',
    }),
  run,
})

/** Parties outside the services that call them: people's browsers, machines, the operator. */
export const caller = z.strictObject({
  calls: z.array(name).min(1),
  summary: z.string().default(''),
  defects: z
    .array(name)
    .optional()
    .meta({ description: 'Seeded defects of its clients, to prove that a verdict can fail.' }),
})

export const identity = z.strictObject({
  kind: z.enum(['person', 'service-account', 'vault-client', 'workload', 'approver']),
  owner: z.string(),
  purpose: z.string(),
  issuer: name.meta({ description: 'The service that issues its credential.' }),
  expires: z.string().meta({ description: 'Expiry of the credential: a duration, a date, or `never`.' }),
  revocation: z.array(z.enum(channels)).meta({ description: 'Channels by which it can be revoked.' }),
  client: z.string().optional().meta({ description: 'OIDC client that it logs in with.' }),
  secret: z.string().optional().meta({ description: 'Name of its secret in the stack, never the secret.' }),
})

/** One lifetime or cache, shortened for drills: the report says which of them the drill crossed. */
export const lifetime = z.strictObject({ drill: duration, production: duration, what: z.string() })

export const fallback = z.strictObject({
  for: name.meta({ description: 'Service whose outage it bridges.' }),
  via: z.array(name).min(1).meta({ description: 'Services that it relies on.' }),
  independent: z
    .array(name)
    .default([])
    .meta({ description: 'Services of `via` that call it, and go on without it: those calls do not count.' }),
  runbook: name
    .optional()
    .meta({ description: 'Runbook by which people open it; a path that is always open has none.' }),
  accountable: z.string(),
})

/** An edge on which both sides show certificates of the estate's own CA, and how its callee hears of a revocation. */
export const mutualTls = z.strictObject({
  from: name.meta({ description: 'Service, or identity of kind workload, that shows a client certificate.' }),
  to: name.meta({ description: 'Service that asks for it.' }),
  'revocation-check': z
    .enum(revocationChecks)
    .meta({ description: '`short-lived`: nothing is checked, the certificate’s own life is the bound.' }),
  fail: z
    .enum(['hard', 'soft'])
    .default('hard')
    .meta({ description: 'What an unknown state means: nobody gets in, or everybody does.' }),
  bound: name.meta({ description: 'Lifetime after which a revoked certificate is refused at the latest.' }),
})

export const runbook = z.strictObject({
  title: z.string(),
  file: z.string().min(1).meta({ description: 'Runbook file, relative to the estate file.' }),
  accountable: z.string(),
  requester: name.meta({ description: 'Identity that asks for emergency access.' }),
  approvers: z.array(name).min(2),
})

export const estate = z.strictObject({
  estate: name,
  title: z.string(),
  domain: z
    .string()
    .regex(/\.test$/, 'a name under .test')
    .meta({ description: 'Services are <name>.<domain>.' }),
  limits: limits
    .optional()
    .meta({ description: 'What a drill may do here at most; a scenario may only narrow it.' }),
  services: z.record(name, service),
  callers: z.record(name, caller),
  identities: z.record(name, identity),
  lifetimes: z.record(name, lifetime),
  'mutual-tls': z.array(mutualTls).default([]),
  fallbacks: z.record(name, fallback),
  runbooks: z.record(name, runbook),
})

export type Estate = z.infer<typeof estate>
export type Service = z.infer<typeof service>
export type MutualTls = z.infer<typeof mutualTls>

/** Defects that are seeded in a service, or in the clients of a caller. */
export function defectsIn(of: Estate, party: string): readonly string[] {
  return of.services[party]?.run.defects ?? of.callers[party]?.defects ?? []
}

/** By how much the clock of a service may be off before it judges a good token wrongly (ms). */
export const leewayOf = (of: Pick<Estate, 'services'>, service: string): number =>
  of.services[service]?.tokens?.leeway ?? 0

/** The longest leeway of any service: only after it is a token dead everywhere. */
export const longestLeewayIn = (of: Pick<Estate, 'services'>): number =>
  Math.max(0, ...Object.keys(of.services).map((service) => leewayOf(of, service)))

/** Name of the only service that holds a role, or the service of that very name. */
export function serviceOf(of: Estate, roleOrName: string): string | undefined {
  if (Object.hasOwn(of.services, roleOrName)) return roleOrName
  const holders = Object.entries(of.services).filter(([, value]) => value.role === roleOrName)
  return holders.length === 1 ? holders[0]?.[0] : undefined
}
