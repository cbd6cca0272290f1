import { serviceOf } from '../../model/estate.ts'
import type { Prepare } from '../case.ts'
import { accountOf } from '../tokens.ts'
import { ofVerifier, windowOf } from '../window.ts'

const access = 'token-introspected'

/** The IdP judges its own token, without any leeway; it lives through the whole second that its expiry names. */
export const tokenIntrospected: Prepare = async (measuring) => {
  const { stack, setTo, lateMs } = measuring
  const idp = serviceOf(stack.estate, 'idp')
  const account = await accountOf(measuring)
  if (!account || !idp || !stack.estate.services.ledger) return []
  const token = await account.token()
  const life = { bornMs: token.issuedMs, endMs: token.expiresMs }
  const window = windowOf({ ...life, endMs: life.endMs + 1_000 }, { leewayMs: 0, maxAgeMs: undefined })
  return [
    {
      ...{ service: idp, access, limitMs: 900_000, strideMs: 45_000 },
      because: `token of ${(life.endMs - life.bornMs) / 1_000} s, no leeway, no nbf`,
      predicted: ofVerifier(life, window, lateMs),
      async granted(kind, driftMs) {
        const truly = kind === 'too-early' ? life.bornMs : life.endMs + lateMs
        await setTo(idp, truly + driftMs)
        return account.granted(access, token)
      },
      leave: () => account.close(),
    },
  ]
}
