import { driver } from './stack.ts'

// Another process: knows nothing but the stack's name, and does one thing with it.
const [name = '', what = '', service = ''] = process.argv.slice(2)
const stack = await driver.attach(name)
if (what === 'start') await stack.start(service)
if (what === 'heal') await stack.setEdges(stack.edges, 'open')
if (what === 'down') await stack.down()
process.stdout.write(`${stack.id} ${what === 'down' ? 'ended' : await stack.state(service)}\n`)
