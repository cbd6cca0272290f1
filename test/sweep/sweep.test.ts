import { describe, expect, test } from 'vitest'
import type { Predicted } from '../../harness/sweep/case.ts'
import { agree, threshold } from '../../harness/sweep/threshold.ts'
import { type Life, ofIssuer, ofVerifier, windowOf } from '../../harness/sweep/window.ts'

const born = 1_800_000_000_000
const life: Life = { bornMs: born, endMs: born + 300_000 }
const lateMs = 120_000

/** `ahead too-early` → drift in seconds. */
const inSeconds = (all: readonly Predicted[]) =>
  Object.fromEntries(
    all.map(({ direction, kind, driftMs }) => [
      `${direction} ${kind}`,
      driftMs === null ? null : driftMs / 1_000,
    ]),
  )

describe('a prediction', () => {
  test('of a verifier that looks at expiry and age', () => {
    const window = windowOf(life, { leewayMs: 2_000, maxAgeMs: 300_000 })
    expect(inSeconds(ofVerifier(life, window, lateMs))).toEqual({
      'ahead too-early': 302,
      'behind too-early': 2,
      'ahead too-late': null,
      'behind too-late': 118,
    })
  })

  test('of an issuer is the other way round: one that runs ahead is refused at once where ages are looked at', () => {
    const window = windowOf(life, { leewayMs: 2_000, maxAgeMs: 300_000 })
    expect(inSeconds(ofIssuer(life, window, lateMs))).toEqual({
      'behind too-early': 302,
      'ahead too-early': 2,
      'behind too-late': null,
      'ahead too-late': 118,
    })
  })

  test('without a greatest age a token from the future is good, and ahead is never too early', () => {
    const window = windowOf(life, { leewayMs: 0, maxAgeMs: undefined })
    expect(inSeconds(ofIssuer(life, window, lateMs))).toMatchObject({ 'ahead too-early': null })
  })

  test('with an hour of leeway what has ended is accepted without any drift', () => {
    const window = windowOf(life, { leewayMs: 3_600_000, maxAgeMs: 300_000 })
    expect(inSeconds(ofVerifier(life, window, lateMs))).toMatchObject({
      'behind too-late': 0,
      'ahead too-late': 0,
    })
  })

  test('of a greatest age that is shorter than the life of a token', () => {
    const window = windowOf(life, { leewayMs: 1_000, maxAgeMs: 60_000 })
    expect(inSeconds(ofVerifier(life, window, lateMs))).toMatchObject({ 'ahead too-early': 61 })
  })
})

describe('a threshold', () => {
  const range = { limitMs: 900_000, strideMs: 45_000 }
  const found = (happens: (drift: number) => boolean) => threshold(async (drift) => happens(drift), range)

  test.each([2_000, 44_999, 118_000, 302_345, 899_000])('at %d ms is found to a second', async (ms) => {
    const measured = await found((drift) => drift >= ms)
    expect(Math.abs((measured ?? 0) - ms)).toBeLessThan(200)
  })

  test('is found where what happens ends again', async () => {
    expect(await found((drift) => drift >= 118_000 && drift < 420_000)).toBeCloseTo(118_000, -3)
  })

  test('is 0 for what happens anyway, and none for what never does', async () => {
    expect(await found(() => true)).toBe(0)
    expect(await found(() => false)).toBeNull()
  })

  test('agrees with a prediction to a second', () => {
    expect(agree(118_900, 118_000)).toBe(true)
    expect(agree(119_300, 118_000)).toBe(false)
    expect(agree(null, null)).toBe(true)
    expect(agree(null, 118_000)).toBe(false)
    expect(agree(118_000, null)).toBe(false)
  })
})
