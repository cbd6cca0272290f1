import * as z from 'zod'
import { DrillError } from '../../model/error.ts'
import { authorityOf, spiffeIdOf } from '../../model/mutual-tls.ts'
import type { Stack } from '../../stacks/stack.ts'
import { ofAnswer } from '../outcome.ts'
import { ofVaultAnswer, type Reply } from '../vault/asking.ts'
import { appRoleOf } from '../vault/standing.ts'
import { type Call, vaultOf } from '../vault/vault.ts'
import type { Caller } from '../web/caller.ts'
import type { Changing } from '../workload.ts'

/** A client certificate. `key` is a secret (PEM). */
export interface ClientCertificate {
  readonly key: string
  /** PEM: its own and every CA below the root. */
  readonly chain: string
  readonly serial: string
  /** Wall clock, ms since 1970. */
  readonly expiresMs: number
}

/** Has the CA issue a certificate for the identity, each time it is called. */
export type Issue = (call: Call) => Promise<Reply<ClientCertificate>>

const issued = z.object({
  data: z.object({
    private_key: z.string(),
    certificate: z.string(),
    ca_chain: z.array(z.string()),
    serial_number: z.string(),
    expiration: z.number(),
  }),
})

/** Throws `bad-input` for an identity that has no secret to log in with. */
export async function issuingFor(
  stack: Stack,
  caller: Caller,
  identity: string,
  changing: Changing,
): Promise<Issue> {
  const { estate } = stack
  const secret = estate.identities[identity]?.secret
  if (!secret) throw new DrillError('bad-input', `${identity} has no secret in the estate: no certificate`)
  const approle = appRoleOf(await stack.secret(secret))
  const vault = vaultOf(stack, caller)
  const url = caller.url(authorityOf(estate) ?? 'ca', `/v1/pki/issue/${identity}`)
  return async (call) => {
    const { given: token, result } = await vault.login(approle, call)
    if (!token) return { result }
    try {
      const json = { uri_sans: spiffeIdOf(estate, identity) }
      const headers = { 'x-vault-token': token.value }
      const answer = await caller.send({ ...call, method: 'POST', url, headers, json })
      const said = ofVaultAnswer(ofAnswer(answer))
      if (said.outcome !== 'granted') return { result: said }
      const given = certificateOf(answer.json())
      // Only now has it a name; before, it has no holder either.
      changing({ kind: 'certificate', name: given.serial })
      return { result: said, given }
    } finally {
      await vault.revokeSelf(token, call).catch(() => {})
    }
  }
}

/** Throws `stack-lost` when the CA does not issue now. */
export async function firstFor(issue: Issue, identity: string, call: Call): Promise<ClientCertificate> {
  const { given, result } = await issue(call)
  if (given) return given
  throw new DrillError('stack-lost', `${identity} got no certificate: ${result.outcome} (${result.status})`)
}

function certificateOf(body: unknown): ClientCertificate {
  const {
    private_key: key,
    certificate,
    ca_chain,
    serial_number: serial,
    expiration,
  } = issued.parse(body).data
  return { key, chain: [certificate, ...ca_chain].join('\n'), serial, expiresMs: expiration * 1_000 }
}
