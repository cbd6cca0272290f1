import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type DetailedPeerCertificate } from 'node:tls'
import { serviceOf } from '../../model/estate.ts'
import type { Stack } from '../../stacks/stack.ts'
import type { Prepare } from '../case.ts'
import { accountOf } from '../tokens.ts'
import { ofVerifier } from '../window.ts'

const day = 86_400_000

/** A caller checks its callee's certificate by its own clock, at each new connection; open ones hide it. */
export const certificate: Prepare = async (measuring) => {
  const { stack, setTo, anew, lateMs } = measuring
  const idp = serviceOf(stack.estate, 'idp')
  const account = await accountOf(measuring)
  if (!account || !idp || !stack.estate.services.ledger?.calls.includes(idp)) return []
  const { fromMs, toMs } = await validity(stack, idp)
  const token = await account.token()
  const life = { bornMs: Date.now(), endMs: Number.POSITIVE_INFINITY }
  const date = (ms: number) => new Date(ms).toISOString().slice(0, 16)
  return [
    {
      ...{ service: 'ledger', access: 'token-introspected', limitMs: 40 * day, strideMs: 2 * day },
      because: `certificate of ${idp}, from ${date(fromMs)} to ${date(toMs)}`,
      predicted: ofVerifier(life, { fromMs, toMs }, lateMs).filter(({ kind }) => kind === 'too-early'),
      async granted(_kind, driftMs) {
        await setTo('ledger', life.bornMs + driftMs)
        await anew({ from: 'ledger', to: idp })
        return account.granted('token-introspected', token)
      },
      leave: () => account.close(),
    },
  ]
}

/** When every certificate of a service's chain is valid. */
async function validity(stack: Stack, service: string): Promise<{ fromMs: number; toMs: number }> {
  const { host: servername, address: host, port } = stack.endpoint('operator', service)
  const socket = connect({ host, port, servername, ca: readFileSync(stack.caFile) })
  try {
    await once(socket, 'secureConnect')
    const chain = chainOf(socket.getPeerCertificate(true))
    return {
      fromMs: Math.max(...chain.map(({ valid_from }) => Date.parse(valid_from))),
      toMs: Math.min(...chain.map(({ valid_to }) => Date.parse(valid_to))),
    }
  } finally {
    socket.destroy()
  }
}

/** A certificate that signed itself is its own issuer. */
function chainOf(leaf: DetailedPeerCertificate): DetailedPeerCertificate[] {
  const issuer: DetailedPeerCertificate | undefined = leaf.issuerCertificate
  return issuer && issuer.fingerprint256 !== leaf.fingerprint256 ? [leaf, ...chainOf(issuer)] : [leaf]
}
