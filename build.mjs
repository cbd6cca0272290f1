// Compiles the harness with tsc and bundles the relying services into single files, which both stack
// drivers run as they are (an image then needs Node and one file, no package tree).
import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('.', import.meta.url))
const services = `${root}docker/reference/services`
// A dist folder without its compiler state (or the other way round) would be taken as up to date.
if (!existsSync(`${root}dist/harness`)) rmSync(`${root}dist`, { recursive: true, force: true })
const tsc = spawnSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-p', `${root}tsconfig.build.json`], {
  stdio: 'inherit',
})
if (tsc.status !== 0) process.exit(tsc.status ?? 1)
await build({
  entryPoints: ['orders', 'ledger', 'pager'].map((name) => `${services}/${name}/main.ts`),
  outdir: `${root}dist/services`,
  outbase: services,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  outExtension: { '.js': '.mjs' },
  external: ['pg-native'],
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  logLevel: 'warning',
})
