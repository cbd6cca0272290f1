import { formatDuration } from '../../model/duration.ts'
import type { FrontierPoint } from '../../model/plan.ts'
import type { Channel } from '../../model/words.ts'
import { cuts } from './faults.ts'
import { edgeOf, lastsMs, type Outline, pathOf } from './outline.ts'
import type { AccessPath } from './paths.ts'

type Bound = { readonly ms: number | null; readonly because: string }

/** Per access path: how long it goes on without what the faults take, and how long a revoked one is still accepted. */
export function frontierOf(outline: Outline): FrontierPoint[] {
  const judged = [...new Set(outline.draft.expected.map(({ access }) => access))]
  return judged.flatMap((access) => {
    const path = pathOf(outline, access)
    if (!path) return []
    const continuity = continuityOf(outline, path)
    const stale = staleOf(outline, access, path)
    return [
      {
        access,
        continuityMs: continuity.ms,
        staleMs: stale.ms,
        because: [...new Set([continuity.because, stale.because])].join('; '),
      },
    ]
  })
}

/** A removed signing key is trusted for as long as verifiers keep what they fetched. */
function keyBound({ estate, faults }: Outline, { keys }: AccessPath): Bound | undefined {
  if (!keys || !faults.some(({ removes }) => removes === 'signing-key')) return undefined
  const ms = lastsMs(estate, keys)
  return { ms, because: `the key of its token is removed, and trusted for ${sumOf(keys, ms)} more` }
}

function continuityOf(outline: Outline, path: AccessPath): Bound {
  const { estate, faults } = outline
  const lost = path.needs
    .map((need) => ({ need, edge: edgeOf(estate, need), ms: lastsMs(estate, need.bridges) }))
    .filter(({ edge }) => faults.some((fault) => cuts(fault, edge)))
    .sort((a, b) => a.ms - b.ms)[0]
  if (!lost) return keyBound(outline, path) ?? { ms: null, because: 'needs nothing that is cut' }
  const edge = `${lost.edge.from} → ${lost.edge.to}`
  if (lost.ms === 0) return { ms: 0, because: `needs ${edge} each time` }
  return { ms: lost.ms, because: `without ${edge} it goes on for ${sumOf(lost.need.bridges, lost.ms)}` }
}

function staleOf(outline: Outline, access: string, path: AccessPath): Bound {
  const { estate, revocations } = outline
  if (path.expires === undefined && Object.keys(path.hears).length === 0)
    return { ms: null, because: 'only disarming and its time to live end it' }
  const untrusted = keyBound(outline, path)
  if (untrusted) return untrusted
  const revocation = revocations.find((each) => each.access === access)
  const lifeMs = path.expires === undefined ? null : (estate.lifetimes[path.expires]?.drill ?? null)
  const expiry =
    lifeMs === null ? 'nothing ends it' : `only its expiry ends it (${sumOf([path.expires ?? ''], lifeMs)})`
  const via = revocation?.via ?? quickest(outline, path)
  const caches = via && path.hears[via]
  if (!via || !caches)
    return { ms: lifeMs, because: `it hears of no revocation${via ? ` via ${via}` : ''}: ${expiry}` }
  const debtMs = revocation?.cut ? revocation.effectMs - revocation.atMs : 0
  const heardMs = debtMs + lastsMs(estate, caches)
  if (lifeMs !== null && lifeMs < heardMs) return { ms: lifeMs, because: `${expiry}, before ${via} could` }
  const debt =
    debtMs > 0
      ? `the channel ${via} is cut for ${formatDuration(debtMs)} from the command`
      : `hears via ${via}`
  return {
    ms: heardMs,
    because:
      caches.length > 0 ? `${debt}, after ${sumOf(caches, lastsMs(estate, caches))}` : `${debt} at once`,
  }
}

/** The channel by which a path would hear first. */
function quickest({ estate }: Outline, path: AccessPath): Channel | undefined {
  const ways = Object.entries(path.hears) as [Channel, readonly string[]][]
  return ways.sort((a, b) => lastsMs(estate, a[1]) - lastsMs(estate, b[1]))[0]?.[0]
}

function sumOf(names: readonly string[], ms: number): string {
  return `${names.join(' + ')} ${formatDuration(ms)}`
}
