import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { packageRoot } from '../model/home.ts'

// Compiled code is kept between starts: most of a short command's time would be compiling again. It is kept beside
// the code itself: in the shared temporary folder, others could put their code there.
enableCompileCache(join(packageRoot(), 'node_modules', '.cache', 'drill-compiled'))
const { drill } = await import('./drill-command.ts')
const code = await drill(process.argv.slice(2))
// Clients that still hold connections open must not keep a finished command alive.
process.stdout.write('', () => process.exit(code))
