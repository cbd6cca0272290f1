import { type AliasEvent, EVENT_ID, type Event, type MappingEvent, type SequenceEvent } from 'js-yaml'
import { scalarOf } from './scalar.ts'

/** A value of a YAML text and where it stands; what a map or list holds is there for its aliases too. */
export interface Node {
  readonly offset: number
  readonly value: unknown
  readonly pairs?: Pair[]
  readonly items?: Node[]
}

export interface Pair {
  readonly word: string
  readonly key: Node
  readonly value: Node
}

export interface Fault {
  readonly offset: number
  readonly message: string
  readonly expected?: string
}

export interface Tree {
  readonly root?: Node
  readonly faults: readonly Fault[]
  /** The values could not be built. */
  readonly fatal: boolean
}

/** Uses of aliases in a file: a handful is readable, thousands are an attack. */
const mostAliases = 30
/** Values in a file, with aliases written out: keeps every later look at them quick. */
const mostValues = 20_000

interface Open {
  readonly node: Node
  readonly words: Set<string>
  readonly anchor?: Anchor
  /** Values that stand before it. */
  readonly before: number
  /** The key whose value comes next. */
  key?: Pick<Pair, 'word' | 'key'>
}

interface Anchor {
  readonly node: Node
  weight: number
}

interface Growth {
  readonly text: string
  readonly anchors: Map<string, Anchor>
  readonly open: Open[]
  readonly faults: Fault[]
  root?: Node
  aliases: number
  values: number
  /** Where what was read last ends. */
  end: number
}

/** Builds the values of one document, and looks at its keys and aliases as it does. */
export function treeOf(text: string, events: readonly Event[]): Tree {
  const lists = { anchors: new Map<string, Anchor>(), open: [], faults: [] }
  const growth: Growth = { text, ...lists, aliases: 0, values: 0, end: 0 }
  for (const event of events) {
    const fatal = grow(growth, event)
    if (fatal) return { faults: [...growth.faults, fatal], fatal: true }
  }
  return { root: growth.root, faults: growth.faults, fatal: false }
}

/** Gives the fault that ends the look at a file, like everything below. */
function grow(growth: Growth, event: Event): Fault | undefined {
  switch (event.type) {
    case EVENT_ID.SCALAR: {
      const { end, ...node } = scalarOf(growth.text, event, growth.end)
      growth.end = end
      anchored(growth, event, node)
      return add(growth, node)
    }
    case EVENT_ID.ALIAS:
      return addAlias(growth, event)
    case EVENT_ID.SEQUENCE:
      return begin(growth, event, { offset: event.start, value: [], items: [] })
    case EVENT_ID.MAPPING:
      return begin(growth, event, { offset: event.start, value: {}, pairs: [] })
    case EVENT_ID.POP: {
      const ended = growth.open.pop()
      if (ended?.anchor) ended.anchor.weight = growth.values - ended.before
    }
  }
  return undefined
}

function begin(growth: Growth, event: SequenceEvent | MappingEvent, node: Node): Fault | undefined {
  const before = growth.values
  const anchor = anchored(growth, event, node)
  const fault = add(growth, node)
  growth.end = event.start
  growth.open.push({ node, words: new Set(), anchor, before })
  return fault
}

function anchored(
  { text, anchors }: Growth,
  { anchorStart, anchorEnd }: Pick<AliasEvent, 'anchorStart' | 'anchorEnd'>,
  node: Node,
): Anchor | undefined {
  if (anchorStart < 0) return undefined
  const anchor = { node, weight: 1 }
  anchors.set(text.slice(anchorStart, anchorEnd), anchor)
  return anchor
}

function addAlias(growth: Growth, { anchorStart, anchorEnd }: AliasEvent): Fault | undefined {
  const { text, anchors, open } = growth
  const offset = anchorStart - 1
  const name = text.slice(anchorStart, anchorEnd)
  growth.end = anchorEnd
  growth.aliases += 1
  const anchor = anchors.get(name)
  if (!anchor)
    return { offset, message: `no anchor is named ${name}`, expected: 'an anchor that stands above' }
  if (open.some(({ node }) => node === anchor.node))
    return { offset, message: `the alias ${name} stands inside what it names`, expected: 'values that end' }
  if (growth.aliases > mostAliases)
    return { offset, message: 'too many aliases', expected: `at most ${mostAliases}` }
  growth.values += anchor.weight - 1
  if (growth.values >= mostValues)
    return { offset, message: 'aliases multiply into too many values', expected: `at most ${mostValues}` }
  return add(growth, { ...anchor.node, offset })
}

function add(growth: Growth, node: Node): Fault | undefined {
  const { offset, value } = node
  const parent = growth.open.at(-1)
  growth.values += 1
  if (growth.values > mostValues)
    return { offset, message: 'the file has too many values', expected: `at most ${mostValues}` }
  if (!parent) growth.root = node
  else if (parent.node.items) {
    parent.node.items.push(node)
    ;(parent.node.value as unknown[]).push(value)
  } else if (!parent.key) return addKey(growth, parent, node)
  else {
    parent.node.pairs?.push({ ...parent.key, value: node })
    ;(parent.node.value as Record<string, unknown>)[parent.key.word] = value
    parent.key = undefined
  }
  return undefined
}

function addKey({ faults }: Growth, parent: Open, key: Node): Fault | undefined {
  const { offset, value, pairs, items } = key
  if (pairs || items || value === null) return { offset, message: 'this cannot be a key', expected: 'a word' }
  const word = String(value)
  if (word === '__proto__')
    return { offset, message: 'the key __proto__ is not allowed', expected: 'another key' }
  if (parent.words.has(word))
    faults.push({ offset, message: `the key ${word} stands here twice`, expected: 'each key once' })
  parent.words.add(word)
  parent.key = { word, key }
  return undefined
}
