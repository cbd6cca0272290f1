import { serviceOf } from '../../model/estate.ts'
import type { Case, Kind, Prepare } from '../case.ts'
import { accountOf, checksOf, inWords } from '../tokens.ts'
import { type Life, ofIssuer, ofVerifier, windowOf } from '../window.ts'

const range = { limitMs: 900_000, strideMs: 45_000 }
const access = 'token-offline'

/** A JWT that the ledger validates by itself: the clock of the ledger drifts, or that of the issuer. */
export const tokenOffline: Prepare = async (measuring) => {
  const { stack, setTo, lateMs } = measuring
  const idp = serviceOf(stack.estate, 'idp')
  const account = await accountOf(measuring)
  if (!account || !idp || !stack.estate.services.ledger) return []
  const checks = checksOf(stack.estate, 'ledger')
  // One token for every try: only the clock is moved.
  const token = await account.token()
  const life: Life = { bornMs: token.issuedMs, endMs: token.expiresMs }
  const because = `token of ${(life.endMs - life.bornMs) / 1_000} s, ${inWords(checks)}`
  const since = (kind: Kind) => (kind === 'too-early' ? 0 : life.endMs - life.bornMs + lateMs)
  const verifier: Case = {
    ...{ service: 'ledger', access, because, ...range },
    predicted: ofVerifier(life, windowOf(life, checks), lateMs),
    async granted(kind, driftMs) {
      await setTo('ledger', life.bornMs + since(kind) + driftMs)
      return account.granted(access, token)
    },
    leave: async () => {},
  }
  const issuer: Case = {
    ...{ service: idp, access, because: `${because}, of an issuer that is off`, ...range },
    predicted: ofIssuer(life, windowOf(life, checks), lateMs),
    async granted(kind, driftMs) {
      await setTo(idp, Date.now() - since(kind) + driftMs)
      return account.granted(access, await account.token())
    },
    leave: () => account.close(),
  }
  return [verifier, issuer]
}
