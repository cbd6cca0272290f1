import type { Case, Direction, Kind, Measuring, Predicted } from './case.ts'
import { cases } from './index.ts'
import { agree, threshold } from './threshold.ts'

/** One threshold: what was predicted, what was measured (ms), and whether they agree. */
export interface Swept {
  readonly service: string
  readonly access: string
  readonly direction: Direction
  readonly kind: Kind
  readonly predictedMs: number | null
  readonly measuredMs: number | null
  readonly agrees: boolean
  readonly because: string
}

export interface Sweeping extends Measuring {
  /** Puts every clock right that was moved. */
  readonly trueAgain: () => Promise<void>
  readonly tell: (text: string) => void
  /** Only cases of these services or access classes; all when empty. */
  readonly only: readonly string[]
}

/** Measures the thresholds of every case, one after the other. Clocks are true again between cases and at the end. */
export async function sweep(sweeping: Sweeping): Promise<Swept[]> {
  const swept: Swept[] = []
  for (const prepare of cases) {
    for (const one of await prepare(sweeping)) {
      try {
        if (wanted(one, sweeping)) swept.push(...(await measured(one, sweeping)))
      } finally {
        await sweeping.trueAgain()
        await one.leave()
      }
    }
  }
  return swept
}

const wanted = ({ service, access }: Case, { only }: Sweeping) =>
  only.length === 0 || only.includes(service) || only.includes(access)

async function measured(one: Case, sweeping: Sweeping): Promise<Swept[]> {
  const { service, access, because } = one
  const found: Swept[] = []
  for (const predicted of one.predicted) {
    const { direction, kind, driftMs: predictedMs } = predicted
    sweeping.tell(`${service}: ${access} ${kind}, clock ${direction}`)
    const measuredMs = await measure(one, predicted, sweeping)
    const agrees = agree(measuredMs, within(predictedMs, one))
    found.push({ ...{ service, access, direction, kind, predictedMs, measuredMs, agrees, because } })
  }
  return found
}

/** What is predicted beyond the farthest drift that is tried cannot be seen. */
const within = (driftMs: number | null, { limitMs }: Case) =>
  driftMs !== null && driftMs > limitMs ? null : driftMs

function measure(one: Case, { direction, kind }: Predicted, { signal }: Sweeping): Promise<number | null> {
  const sign = direction === 'ahead' ? 1 : -1
  const happens = async (driftMs: number) => {
    signal.throwIfAborted()
    const granted = await one.granted(kind, sign * driftMs)
    return kind === 'too-early' ? !granted : granted
  }
  return threshold(happens, one)
}
