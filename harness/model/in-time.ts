interface Begun {
  readonly beganMs: number
}

/** Place of the first that began at or after `ms`; their number when none did. They must be in that order. */
export function placeFrom(begun: readonly Begun[], ms: number): number {
  return placeOf(begun, (beganMs) => beganMs >= ms)
}

/** Place of the first that began after `ms`; their number when none did. They must be in that order. */
export function placeAfter(begun: readonly Begun[], ms: number): number {
  return placeOf(begun, (beganMs) => beganMs > ms)
}

function placeOf(begun: readonly Begun[], isReached: (beganMs: number) => boolean): number {
  let [low, high] = [0, begun.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isReached((begun[middle] as Begun).beganMs)) high = middle
    else low = middle + 1
  }
  return low
}

const cadences = new WeakMap<readonly Begun[], number>()

/** Median time (ms) between the starts of those that follow one another; undefined for fewer than two. */
export function cadenceOf(begun: readonly Begun[]): number | undefined {
  if (begun.length < 2) return undefined
  const known = cadences.get(begun)
  if (known !== undefined) return known
  const steps = new Float64Array(begun.length - 1)
  for (let place = 0; place < steps.length; place += 1)
    steps[place] = (begun[place + 1] as Begun).beganMs - (begun[place] as Begun).beganMs
  const median = steps.sort()[Math.floor(steps.length / 2)] ?? 0
  cadences.set(begun, median)
  return median
}
