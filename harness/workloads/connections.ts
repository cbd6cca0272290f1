import * as z from 'zod'
import { every } from './probe.ts'
import type { Workload } from './workload.ts'

const word = (example: string) =>
  z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, `a lower-case name such as ${example}`)

const options = z.strictObject({
  caller: word('machines').default('machines').meta({ description: 'Caller of the estate that connects.' }),
  service: word('idp').meta({ description: 'Role or name of the service that it connects to.' }),
  as: word('idp')
    .optional()
    .meta({ description: 'Ending of both classes, where a drill has several of this workload.' }),
  every,
})
type ConnectionsOptions = z.infer<typeof options>

const classesOf = ({ as }: Pick<ConnectionsOptions, 'as'>) =>
  ['open-connection', 'new-connection'].map((name) => (as === undefined ? name : `${name}-${as}`))

/** What an outage of the transport does to connections that were open, apart from what it does to new ones. */
export const connections: Workload<ConnectionsOptions> = {
  name: 'connections',
  summary:
    'A connection that is kept open to a service, with requests on it, and a new one beside it each time',
  options,
  classes: classesOf,
  enter: async (enter, chosen) =>
    (await import('./connections/pair.ts')).enterConnections(enter, chosen, classesOf(chosen)),
}
