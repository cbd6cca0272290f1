import * as z from 'zod'

const line = (what: string) => z.string().regex(/\S/, what)

/** One service of an estate that the harness did not make: drills go to this very server and to no other. */
const targetService = z.strictObject({
  host: line('a host name').meta({
    description: 'Name that its certificate bears: idp.staging.example.com.',
  }),
  port: z.number().int().min(1).max(65_535),
  issuer: z.url('a URL').optional().meta({
    description: 'For an identity provider: the issuer that its discovery document names.',
  }),
  cluster: line('an id').optional().meta({ description: 'For a vault: the id of its cluster.' }),
})

/** An estate that may be drilled although the harness did not make it. What stands in no list may not. */
const target = z.strictObject({
  estate: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, 'a lower-case name such as staging'),
  owner: line('a name').meta({ description: 'Who allows it.' }),
  until: z.iso
    .date('a date such as 2026-12-31')
    .meta({ description: 'The last day on which it is allowed (UTC).' }),
  services: z.record(z.string(), targetService),
})
export type Target = z.infer<typeof target>

export const targets = z.array(target)
