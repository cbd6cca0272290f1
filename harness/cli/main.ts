import { drill } from './drill-command.ts'

const code = await drill(process.argv.slice(2))
// Clients that still hold connections open must not keep a finished command alive.
process.stdout.write('', () => process.exit(code))
