/** For ages and pauses: a wall clock that jumps would make an old answer new again. */
export const monotonicMs = (): number => performance.now()
