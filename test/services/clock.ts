/** A clock that only a test moves; begins at a whole second, because tokens count in seconds. */
export function testClock(startMs = 1_800_000_000_000) {
  let ms = startMs
  const advance = (byMs: number) => {
    ms += byMs
  }
  return { nowMs: () => ms, advance }
}
