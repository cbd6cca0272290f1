import type * as z from 'zod'
import type { Catalog } from '../../engine/catalog.ts'
import { type Key, keysOf } from './keys.ts'

type Json = z.core.JSONSchema.BaseSchema

/** What the page is made of: the catalogues, and the schema of each kind of file. */
export interface Reference {
  readonly catalog: Catalog
  readonly reports: readonly { readonly name: string; readonly file: string }[]
  readonly schemas: Readonly<Record<string, Json>>
}

const head = `# Reference

Made from the code by \`npx drill schema --markdown\`; a test holds it to that. Times are durations with their unit
(\`250ms\`, \`30s\`, \`2m\`), moments a phase and how long after its start (\`during + 10s\`).
`

/** The reference of every fault, workload, step, oracle, report and key, in Markdown. */
export function referencePage({ catalog, reports, schemas }: Reference): string {
  const { scenario } = schemas
  const { faults, workloads, steps } = (scenario?.properties ?? {}) as Record<string, Json>
  const needs = (of: { needs: readonly string[] }) =>
    of.needs.length > 0 ? `Needs of the driver: ${of.needs.join(', ')}.` : ''
  return [
    head,
    section('Faults', 'What breaks, in `faults:` of a scenario.'),
    ...plugIns(faults, (name) => {
      const { layer, role, ...fault } = catalog.faults[name] ?? { layer: '', needs: [] }
      return [`Layer: ${layer}.`, role ? `Hits services of the role ${role} alone.` : '', needs(fault)]
    }),
    section('Workloads', 'Who goes on working, in `workloads:`; every access class needs an expectation.'),
    ...plugIns(workloads, () => []),
    section('Steps', 'What the operator does meanwhile, in `steps:`, each with `at:`.'),
    ...plugIns(steps, (name) => [needs(catalog.steps[name] ?? { needs: [] })]),
    section('Oracles', 'What is judged, from plan and journal alone.'),
    table(
      ['oracle', 'promise'],
      catalog.oracles.map(({ name, promise }) => [`\`${name}\``, promise]),
    ),
    section('Reports', 'What a run leaves in its folder, beside plan, journal, findings and evidence.'),
    table(
      ['report', 'file'],
      reports.map(({ name, file }) => [name, `\`${file}\``]),
    ),
    ...Object.entries(schemas).flatMap(([kind, schema]) => file(kind, schema)),
  ]
    .filter((text) => text !== '')
    .join('\n')
}

/** Keys of one kind of file; of a scenario without what the catalogues hold. */
function file(kind: string, schema: Json): string[] {
  const list =
    schema.type === 'array' && typeof schema.items === 'object' ? (schema.items as Json) : undefined
  const map =
    typeof schema.additionalProperties === 'object' ? (schema.additionalProperties as Json) : undefined
  const whole = list ?? (schema.properties ? schema : (map ?? schema))
  const shown = kind === 'scenario' ? shallow(whole) : whole
  const what = list ? 'A list; each entry has:' : schema.properties ? '' : 'A map; each entry has:'
  return [section(`File: ${kind}`, what), keyTable(keysOf(shown))]
}

function shallow(schema: Json): Json {
  const flat = Object.entries(schema.properties ?? {}).map(([name, value]) => [
    name,
    ['faults', 'workloads', 'steps'].includes(name)
      ? { type: 'array', items: { type: 'object' }, description: `See ${name} above.` }
      : value,
  ])
  return { ...schema, properties: Object.fromEntries(flat) }
}

function plugIns(list: Json | undefined, more: (name: string) => readonly string[]): string[] {
  const entries = Object.entries((list?.items as Json | undefined)?.properties ?? {}).flatMap(
    ([name, schema]) =>
      typeof schema === 'boolean' || name === 'at' ? [] : [{ name, schema, keys: keysOf(schema) }],
  )
  const [first] = entries
  const shared = (first?.keys ?? []).filter((key) =>
    entries.every(({ keys }) => keys.some((other) => JSON.stringify(other) === JSON.stringify(key))),
  )
  const own = (keys: readonly Key[]) => keys.filter(({ path }) => !shared.some((key) => key.path === path))
  return [
    shared.length > 0 ? `\nEach of them takes:\n${keyTable(shared)}` : '',
    ...entries.flatMap(({ name, schema, keys }) => {
      const remarks = more(name).filter(Boolean).join(' ')
      return [`\n### ${name}\n`, schema.description ?? '', remarks && `\n${remarks}`, keyTable(own(keys))]
    }),
  ]
}

const section = (title: string, text: string) => `\n## ${title}${text && `\n\n${text}`}`

const keyTable = (keys: readonly Key[]) =>
  keys.length === 0
    ? ''
    : table(
        ['key', 'value', 'unless given', 'what'],
        keys.map(({ path, value, unless, description }) => [`\`${path}\``, value, unless, description]),
      )

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`
  return ['', line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n')
}

/** A cell in code keeps its angle brackets. */
const escaped = (cell: string) => {
  const line = cell.replaceAll('|', '\\|').replaceAll('\n', ' ')
  return line.startsWith('`') ? line : line.replaceAll('<', '\\<')
}
