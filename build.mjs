// Bundles the command line, in chunks that a command loads when it needs them, and the relying services into one
// file each, which both stack drivers run as they are: an image then needs Node and one file, no package tree.
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('.', import.meta.url))
const services = `${root}docker/reference/services`
const common = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  logLevel: 'warning',
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
}

/** Packages that every start needs come in the bundle, where they load faster; the others stay packages. */
const inlined = ['yargs', 'zod', 'yaml', 'js-yaml']
const external = {
  name: 'external',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^[^./]/ }, ({ path, importer }) =>
      path.startsWith('node:') || importer.includes('/node_modules/') || inlined.includes(path.split('/')[0])
        ? undefined
        : { path, external: true },
    ),
}

/**
 * The help text has plain letters, one column each. The package that measures every script of the world loads a
 * segmenter as it starts, which alone takes as long as Node does.
 */
const plainWidth = {
  name: 'plain-width',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^string-width$/ }, ({ path }) => ({ path, namespace: 'plain-width' }))
    onLoad({ filter: /./, namespace: 'plain-width' }, () => ({
      contents: 'export default (text) => text.length',
    }))
  },
}

// What harness/cli/main.ts keeps of the last build is of no use for this one.
for (const old of ['dist', 'node_modules/.cache/drill-compiled'])
  rmSync(`${root}${old}`, { recursive: true, force: true })
await Promise.all([
  build({
    ...common,
    // The second is run by itself, inside of containers.
    entryPoints: [`${root}harness/cli/main.ts`, `${root}harness/setup/engine-prepare-main.ts`],
    entryNames: '[name]',
    outdir: `${root}dist/cli`,
    splitting: true,
    plugins: [plainWidth, external],
  }),
  build({
    ...common,
    entryPoints: ['orders', 'ledger', 'pager'].map((name) => `${services}/${name}/main.ts`),
    outdir: `${root}dist/services`,
    outbase: services,
    outExtension: { '.js': '.mjs' },
    external: ['pg-native'],
  }),
])
