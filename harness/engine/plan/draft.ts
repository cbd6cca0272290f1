import type { z } from 'zod'
import type { Complaint, Path } from '../../model/complaint.ts'
import { type Moment, parseExpectation, parseMoment } from '../../model/moment.ts'
import { oneOf } from '../../model/nearest.ts'
import { once } from '../../model/once.ts'
import type { Scenario } from '../../model/scenario.ts'
import { type ExpectedOutcome, type Phase, phases } from '../../model/words.ts'
import type { Catalog } from '../catalog.ts'

export type Options = Readonly<Record<string, unknown>>

/** A fault or workload of the scenario, with its options parsed by its own schema. `path` leads to the options. */
export interface Entry {
  readonly path: Path
  readonly word: string
  readonly options: Options
}

export interface StepEntry extends Entry {
  readonly at: Moment
}

export interface Expected {
  readonly path: Path
  readonly access: string
  readonly phase: Phase
  readonly outcome: ExpectedOutcome
  readonly withinMs: number
}

/** What could be read of a scenario, entry by entry, so that one mistake hides no other. */
export interface Draft {
  readonly phases: Scenario['phases'] | undefined
  readonly faults: readonly Entry[]
  readonly workloads: readonly Entry[]
  readonly steps: readonly StepEntry[]
  readonly expected: readonly Expected[]
  /** Every key below `expect`. */
  readonly accesses: readonly string[]
  /** False when a workload could not be read: nobody knows then which classes there are. */
  readonly everyWorkload: boolean
}

/** The parts of a scenario, each of which may be anything at all. */
export type Parts = { readonly phases?: Scenario['phases'] } & Partial<
  Record<'faults' | 'workloads' | 'steps' | 'expect', unknown>
>

/** How options are read by a plug-in's schema; readers say in better words what is wrong. */
export type ReadOptions = (
  schema: z.ZodType,
  value: unknown,
  base: Path,
) => { readonly data?: unknown; readonly complaints: readonly Complaint[] }

const plainly: ReadOptions = (schema, value, base) => {
  const { data, error } = schema.safeParse(value, once)
  const complaints = (error?.issues ?? []).map((issue) => ({
    path: [...base, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))],
    message: issue.message,
  }))
  return { data, complaints }
}

type Plugins = Readonly<Record<string, { readonly options: z.ZodType }>>

/** Reads the entries of a scenario with the plug-ins' own schemas. */
export function draftOf(
  parts: Parts,
  catalog: Catalog,
  read: ReadOptions = plainly,
): { draft: Draft; complaints: Complaint[] } {
  const complaints: Complaint[] = []
  const list = (part: 'faults' | 'workloads' | 'steps', kind: string, plugins: Plugins) =>
    listOf(parts[part]).flatMap((entry, index) => {
      if (!isMap(entry)) return []
      const words = Object.keys(entry).filter((key) => part !== 'steps' || key !== 'at')
      const found = entryOf(entry, words, [part, index], kind, plugins, read)
      complaints.push(...found.complaints)
      return found.entry ? [{ ...found.entry, at: entry.at }] : []
    })
  const workloads = list('workloads', 'workload', catalog.workloads)
  const draft: Draft = {
    phases: parts.phases,
    faults: list('faults', 'fault', catalog.faults),
    workloads,
    steps: list('steps', 'step', catalog.steps).flatMap((entry) => {
      const at = typeof entry.at === 'string' ? parseMoment(entry.at) : undefined
      return at ? [{ ...entry, at }] : []
    }),
    expected: expectedOf(parts.expect),
    accesses: isMap(parts.expect) ? Object.keys(parts.expect) : [],
    everyWorkload: Array.isArray(parts.workloads) && workloads.length === parts.workloads.length,
  }
  return { draft, complaints }
}

type Read = { entry?: Entry; complaints: readonly Complaint[] }

function entryOf(
  entry: Options,
  words: readonly string[],
  path: Path,
  kind: string,
  plugins: Plugins,
  read: ReadOptions,
): Read {
  const [word, ...others] = words
  const valid = Object.keys(plugins)
  if (word === undefined)
    return { complaints: [{ path, message: `no ${kind} is named`, expected: oneOf('', valid) }] }
  const complaints: Complaint[] = others.map((key) => ({
    path: [...path, key],
    on: 'key' as const,
    message: `${key} stands beside ${word} in one entry`,
    expected: `one ${kind} an entry, with its options indented beneath it`,
  }))
  const plugin = Object.hasOwn(plugins, word) ? plugins[word] : undefined
  const at = [...path, word]
  if (!plugin) {
    complaints.push({
      path: at,
      on: 'key',
      message: `there is no ${kind} named ${word}`,
      expected: oneOf(word, valid),
    })
    return { complaints }
  }
  // What is no map has been complained of by the scenario's schema.
  if (!isMap(entry[word])) return { complaints }
  const { data, complaints: wrong } = read(plugin.options, entry[word], at)
  complaints.push(...wrong)
  if (complaints.length > 0) return { complaints }
  return { entry: { path: at, word, options: data as Options }, complaints }
}

function expectedOf(expect: unknown): Expected[] {
  if (!isMap(expect)) return []
  return Object.entries(expect).flatMap(([access, row]) =>
    phases.flatMap((phase) => {
      const text = isMap(row) && Object.hasOwn(row, phase) ? row[phase] : undefined
      const read = typeof text === 'string' ? parseExpectation(text) : undefined
      return read ? [{ path: ['expect', access, phase], access, phase, ...read }] : []
    }),
  )
}

const isMap = (value: unknown): value is Options =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
