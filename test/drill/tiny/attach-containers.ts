import { parts } from '../../../docker/reference/parts/index.ts'
import { containers } from '../../../harness/stacks/containers.ts'

// Another process: knows nothing but the stack's name, and heals what the first one left.
const [name = '', service = ''] = process.argv.slice(2)
const stack = await containers(parts).attach(name)
await stack.setEdges(stack.edges, 'open')
await stack.start(service)
process.stdout.write(`${stack.id} ${await stack.state(service)}\n`)
