/** A small generator of its own, so that a failing change can be found again by its seed. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** The bytes with one of them, at `from` or later, changed to any other value. */
export function changed(bytes: Buffer, random: (below: number) => number, from = 0): Buffer {
  const other = Buffer.from(bytes)
  const at = from + random(bytes.length - from)
  other[at] = ((bytes[at] ?? 0) + 1 + random(255)) % 256
  return other
}
