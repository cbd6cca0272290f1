import type { Measuring } from './bench.ts'

/** One side of a comparison: does it once, and gives the time that counts (ms). */
export type Side = () => Promise<number>

/**
 * Measures every side in turn, round by round (A B A B …), so that whatever else the machine does hits all of them
 * alike. Gives the values of each side.
 */
export async function interleaved<Name extends string>(
  sides: Readonly<Record<Name, Side>>,
  { rounds, say, signal }: Measuring & { readonly rounds: number },
): Promise<Record<Name, number[]>> {
  const names = Object.keys(sides) as Name[]
  const values = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let round = 1; round <= rounds; round += 1)
    for (const name of names) {
      signal.throwIfAborted()
      const ms = await sides[name]()
      values[name].push(ms)
      say(`round ${round}/${rounds}: ${name} ${(ms / 1000).toFixed(3)} s`)
    }
  return values
}
