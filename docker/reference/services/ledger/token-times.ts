import { decodeJwt, type JWTPayload, type JWTVerifyOptions } from 'jose'

/** How the times in a token are checked, in seconds. */
export interface TokenTimes {
  /** By how much the clocks of issuer and ledger may differ. */
  readonly leeway: number
  /** Oldest age of a token. With it a token from the future is refused too: an issuer that runs ahead would lengthen its life. */
  readonly maxAge?: number | undefined
}

type Checks = Pick<JWTVerifyOptions, 'clockTolerance' | 'maxTokenAge' | 'currentDate'>

const hour = 3_600

/** What jose is told of times; seeded defects do it wrongly. */
export function timeChecks(
  token: string,
  { leeway, maxAge }: TokenTimes,
  defects: ReadonlySet<string>,
): Checks {
  // Seeded defect: a clock that was off was "fixed" by looking at no clock at all.
  if (defects.has('times-unchecked')) return { currentDate: new Date((payloadOf(token)?.iat ?? 0) * 1_000) }
  const clockTolerance = defects.has('no-leeway') ? 0 : defects.has('hour-of-leeway') ? hour : leeway
  const ageless = maxAge === undefined || defects.has('no-token-age')
  return { clockTolerance, ...(ageless ? {} : { maxTokenAge: maxAge }) }
}

export function payloadOf(token: string): JWTPayload | undefined {
  try {
    return decodeJwt(token)
  } catch {
    return undefined
  }
}
