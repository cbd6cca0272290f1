import { enableCompileCache } from 'node:module'

// Compiled code is kept between starts: most of a short command's time would be compiling again.
enableCompileCache()
const { drill } = await import('./drill-command.ts')
const code = await drill(process.argv.slice(2))
// Clients that still hold connections open must not keep a finished command alive.
process.stdout.write('', () => process.exit(code))
