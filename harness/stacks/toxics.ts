import type { EdgeState } from './stack.ts'

/** What the proxy does to one direction of an edge, as its API takes and shows it. */
export interface Toxic {
  readonly name: string
  readonly type: string
  readonly stream: 'upstream' | 'downstream'
  readonly toxicity: number
  readonly attributes: Readonly<Record<string, number>>
}

interface Kind {
  readonly state: RegExp
  toxics(...numbers: number[]): readonly Omit<Toxic, 'name' | 'toxicity'>[]
}

const bothWays = (type: string, attributes: Toxic['attributes']) =>
  (['upstream', 'downstream'] as const).map((stream) => ({ type, stream, attributes }))

const kinds: readonly Kind[] = [
  // Time-out 0: nothing passes until it is taken away, and then the connections that it held are closed.
  { state: /^silent$/, toxics: () => bothWays('timeout', { timeout: 0 }) },
  // Acts on the first data. On connections that were open before they end with EOF, on new ones with RST.
  {
    state: /^reset$/,
    toxics: () => [{ type: 'reset_peer', stream: 'upstream', attributes: { timeout: 0 } }],
  },
  {
    state: /^latency-(\d+)ms-(\d+)ms$/,
    // Half of a round trip each way, rounded up.
    toxics: (by = 0, jitter = 0) =>
      bothWays('latency', { latency: Math.ceil(by / 2), jitter: Math.floor(jitter / 2) }),
  },
  { state: /^bandwidth-(\d+)KBps$/, toxics: (rate = 0) => bothWays('bandwidth', { rate }) },
  {
    state: /^truncated-(\d+)B$/,
    toxics: (bytes = 0) => [{ type: 'limit_data', stream: 'downstream', attributes: { bytes } }],
  },
]

/** What brings an edge that the proxy serves into a state. Its name says the state, so that a part of it does too. */
export function toxicsOf(state: EdgeState): Toxic[] {
  for (const kind of kinds) {
    const [found, ...numbers] = kind.state.exec(state) ?? []
    if (found === undefined) continue
    const toxics = kind.toxics(...numbers.map(Number))
    // Toxicity is always 1: what is less still acts on some connections.
    return toxics.map((toxic) => ({ ...toxic, name: `${state}-${toxic.stream}`, toxicity: 1 }))
  }
  return []
}

/**
 * The state that toxics make. A process that died while it set or cleared them left some of them: that is the state
 * still, so that it is known whose it is.
 */
export function stateOf(toxics: readonly Toxic[]): EdgeState {
  const [first] = toxics
  if (!first) return 'open'
  const state = first.name.replace(/-(up|down)stream$/, '') as EdgeState
  const wanted = toxicsOf(state)
  return toxics.every((toxic) => wanted.some((one) => same(one, toxic))) ? state : 'unknown'
}

function same(a: Toxic, b: Toxic): boolean {
  const attributes = Object.entries(a.attributes)
  return (
    a.name === b.name &&
    a.type === b.type &&
    a.stream === b.stream &&
    a.toxicity === b.toxicity &&
    attributes.length === Object.keys(b.attributes).length &&
    attributes.every(([key, value]) => b.attributes[key] === value)
  )
}
