import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { type Approver, approvers } from '../../../docker/reference/services/ledger/approval.ts'

/** People with keys of their own, as the estate has them: two who may approve, one who left. */
const people = Object.fromEntries(
  await Promise.all(
    ['one', 'two', 'three', 'left', 'stranger'].map(
      async (name) => [name, await generateKeyPair('EdDSA', { extractable: true })] as const,
    ),
  ),
)

export const known: readonly Approver[] = approvers.parse(
  await Promise.all(
    ['one', 'two', 'three', 'left'].map(async (name) => ({
      ...{ name, active: name !== 'left' },
      publicJwk: await exportJWK(keyOf(name).publicKey),
    })),
  ),
)

export interface Content {
  readonly action: 'arm' | 'disarm'
  readonly incident: string
  readonly requester: string
  readonly scope: string
  readonly jti: string
  readonly iat: number
  readonly exp: number
}

let count = 0

/** A signed approval; `key` lets somebody sign in another's name. */
export function approve(
  name: string,
  nowMs: number,
  content: Partial<Content> = {},
  key = name,
): Promise<string> {
  const iat = Math.floor(nowMs / 1000)
  const usual: Content = {
    ...{ action: 'arm', incident: 'i-1', requester: 'ops-lead', scope: 'ledger:read' },
    ...{ jti: `approval-${count++}`, iat, exp: iat + 300 },
  }
  return new SignJWT({ ...usual, ...content })
    .setProtectedHeader({ alg: 'EdDSA', kid: name })
    .sign(keyOf(key).privateKey)
}

function keyOf(name: string) {
  const pair = people[name]
  if (!pair) throw new TypeError(`nobody is called ${name}`)
  return pair
}
