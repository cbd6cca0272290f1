import {
  type Alias,
  type Document,
  isAlias,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml'
import type { Complaint } from '../model/complaint.ts'
import { DrillError, type Problem } from '../model/error.ts'
import { locator } from './locator.ts'
import { reject } from './reject.ts'
import { readText } from './text.ts'

/** A YAML file as plain values, and the way back from a value to its line. */
export interface Source {
  readonly file: string
  readonly text: string
  readonly value: unknown
  /** What is wrong with the YAML although it can be read: the reader adds what else is wrong, and rejects. */
  readonly complaints: readonly Problem[]
  readonly locate: ReturnType<typeof locator>
}

/** Uses of aliases in a file, and of one anchor when nested: a handful is readable, thousands are an attack. */
const mostAliases = 30
/** Values in a file: keeps every later look at them quick. */
const mostValues = 20_000

/** Reads one YAML 1.2 document (core schema). Throws `bad-input`. */
export async function readYaml(file: string): Promise<Source> {
  const text = await readText(file)
  const lines = new LineCounter()
  const at = (offset: number) => {
    const { line, col } = lines.linePos(Math.min(offset, text.length))
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const nested = () => reject([{ file, line: 1, column: 1, ...tooDeep }])
  const document = guarded(() => parse(text, lines), nested)
  const broken = [...document.errors, ...document.warnings].map((error) => ({
    ...at(error.pos[0]),
    ...readable(error),
  }))
  if (broken.length > 0) reject(broken)
  const walked = guarded(() => walk(document), nested)
  const complaints = walked.faults.map(({ node, message, expected }) => ({
    ...at(node.range?.[0] ?? 0),
    message,
    expected,
  }))
  if (walked.fatal) reject(complaints)
  const value = guarded(() => toValue(document, file), nested)
  return { file, text, value, complaints, locate: locator(document, walked.targets, at) }
}

const tooDeep = { message: 'values are nested too deeply', expected: 'a few levels' }

function readable(error: { code: string; message: string }): { message: string; expected: string } {
  if (error.code === 'MULTIPLE_DOCS')
    return { message: 'a second YAML document begins here', expected: 'one document a file' }
  if (error.code === 'TAG_RESOLVE_FAILED')
    return { message: `not plain YAML: ${firstLine(error.message)}`, expected: 'values without tags' }
  // The parser turns an exhausted stack into an error of the document.
  if (/call stack|stack overflow/i.test(error.message)) return tooDeep
  return { message: `not valid YAML: ${firstLine(error.message)}`, expected: 'YAML 1.2' }
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, 160)
}

function parse(text: string, lineCounter: LineCounter): Document.Parsed {
  return parseDocument(text, {
    version: '1.2',
    schema: 'core',
    resolveKnownTags: false,
    // Duplicates are looked for below: the library compares every key with every other.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
    lineCounter,
  })
}

function toValue(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: mostAliases })
  } catch (cause) {
    if (cause instanceof RangeError) throw cause
    const message = 'aliases multiply into too many values'
    throw new DrillError('bad-input', `${file}: ${message}`, {
      cause,
      problems: [
        { file, line: 1, column: 1, message, expected: `an anchor used at most ${mostAliases} times` },
      ],
    })
  }
}

/** Runs what recurses over the document: a file nested very deeply exhausts the stack. */
function guarded<T>(work: () => T, nested: () => never): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof RangeError) return nested()
    throw error
  }
}

type Fault = Pick<Complaint, 'message' | 'expected'> & { node: Node }

interface Walked {
  readonly faults: readonly Fault[]
  /** The values must not be built. */
  readonly fatal: boolean
  readonly targets: ReadonlyMap<Alias, Node>
}

/** One look at every node: keys, aliases and numbers. */
function walk(document: Document): Walked {
  const faults: Fault[] = []
  const anchors = new Map<string, Node>()
  const targets = new Map<Alias, Node>()
  let fatal = false
  let values = 0
  const stop = (node: Node, message: string, expected?: string) => {
    faults.push({ node, message, expected })
    fatal = true
    return visit.BREAK
  }
  visit(document, {
    Node(_key, node, path) {
      values += 1
      if (values > mostValues) return stop(node, 'the file has too many values', `at most ${mostValues}`)
      if (!isAlias(node)) {
        if (node.anchor) anchors.set(node.anchor, node)
        return undefined
      }
      const target = anchors.get(node.source)
      if (!target) return stop(node, `no anchor is named ${node.source}`, 'an anchor that stands above')
      if (path.includes(target))
        return stop(node, `the alias ${node.source} stands inside what it names`, 'values that end')
      targets.set(node, target)
      if (targets.size > mostAliases) return stop(node, 'too many aliases', `at most ${mostAliases}`)
      return undefined
    },
    Map(_key, map) {
      const seen = new Set<string>()
      for (const { key } of map.items) {
        const node = key as Node
        const word = isScalar(key) && key.value !== null ? String(key.value) : undefined
        if (word === undefined) return stop(node, 'this cannot be a key', 'a word')
        if (word === '__proto__') return stop(node, 'the key __proto__ is not allowed', 'another key')
        if (seen.has(word))
          faults.push({ node, message: `the key ${word} stands here twice`, expected: 'each key once' })
        seen.add(word)
      }
      return undefined
    },
  })
  return { faults, fatal, targets }
}
