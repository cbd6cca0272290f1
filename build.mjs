// Bundles the command line, in chunks that a command loads when it needs them, and the relying services into one
// file each, which both stack drivers run as they are: an image then needs Node and one file, no package tree.
import { rmSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { fileURLToPath } from 'node:url'
import { build } from 'rolldown'

const root = fileURLToPath(new URL('.', import.meta.url))
const require = createRequire(import.meta.url)

/** Packages of hundreds of files, or that short commands need, load faster from the bundle; the others stay packages. */
const inlined = new RegExp(
  `^(${[
    ...['yargs', 'zod', 'yaml', 'js-yaml', 'execa', 'undici', 'pg', 'jose', 'openid-client'],
    ...[
      '@keycloak/keycloak-admin-client',
      '@peculiar/[^/]+',
      'reflect-metadata',
      'echarts',
      'junit-report-builder',
    ],
  ].join('|')})(/|$)`,
)

const isPackage = (id) => /^[^./\0]/.test(id)
const staysPackage = (id, importer) =>
  isPackage(id) && !isBuiltin(id) && !importer?.includes('/node_modules/') && !inlined.test(id)

const equality = `
export const strictEqual = (is, wanted, message) => { if (!Object.is(is, wanted)) throw new Error(message) }
export const notStrictEqual = (is, unwanted, message) => { if (Object.is(is, unwanted)) throw new Error(message) }`
/** The help text has plain letters, one column each: nothing needs the package that knows every script of the world. */
const instead = { 'string-width': 'export default (text) => text.length', assert: equality }

/** The parser of command lines loads and works out at each start what no command needs: half of what it takes. */
const lightYargs = {
  name: 'light-yargs',
  resolveId: (id, importer) =>
    id === 'string-width' || (id === 'assert' && importer?.includes('/yargs/'))
      ? `\0instead:${id}`
      : undefined,
  load: (id) => instead[id.replace('\0instead:', '')],
  transform(code, id) {
    if (!id.endsWith('/yargs/build/lib/command.js')) return undefined
    // The whole help, kept in case that it is asked for after the command has run.
    const kept = 'yargs.getInternalMethods().getUsageInstance().cacheHelpMessage();'
    if (!code.includes(kept)) this.error('yargs keeps its help in another way')
    return code.replace(kept, '')
  },
}

/** An import of Node's own modules asks for every value of theirs, and so loads what nobody uses: this takes the used ones. */
const builtins = {
  name: 'builtins',
  resolveId: (id, importer, { kind }) =>
    isBuiltin(id) && kind === 'import-statement' && !importer?.startsWith('\0')
      ? `\0builtin:${id}`
      : undefined,
  load(id) {
    if (!id.startsWith('\0builtin:')) return undefined
    const name = id.slice('\0builtin:'.length)
    const names = Object.keys(require(name)).filter((key) => /^[A-Za-z_]\w*$/.test(key) && key !== 'default')
    const lines = names.map((key) => `export const ${key} = from.${key}`)
    const code = [`const from = process.getBuiltinModule('${name}')`, 'export default from', ...lines].join(
      '\n',
    )
    return { code, moduleSideEffects: false }
  },
}

const common = { platform: 'node', treeshake: { propertyReadSideEffects: false }, logLevel: 'warn' }

// What bin/drill.mjs keeps of the last build is of no use for this one.
for (const old of ['dist', 'node_modules/.cache/drill-compiled'])
  rmSync(`${root}${old}`, { recursive: true, force: true })

await build({
  ...common,
  // Beside each run goes its watchdog; the last is run by itself, inside of containers.
  input: ['cli/main', 'cli/watchdog-main', 'setup/engine-prepare-main'].map(
    (name) => `${root}harness/${name}.ts`,
  ),
  external: staysPackage,
  plugins: [lightYargs, builtins],
  output: {
    dir: `${root}dist/cli`,
    codeSplitting: {
      groups: [
        { name: 'start', test: /harness\/cli\/drill-command\.ts$/, priority: 2 },
        {
          name: 'files',
          test: /harness\/cli\/(commands\/validate|plug-ins)\.ts$/,
          priority: 1,
        },
      ],
    },
  },
})
for (const name of ['orders', 'ledger', 'pager'])
  await build({
    ...common,
    input: `${root}docker/reference/services/${name}/main.ts`,
    external: ['pg-native'],
    output: { file: `${root}dist/services/${name}/main.mjs`, codeSplitting: false },
  })
