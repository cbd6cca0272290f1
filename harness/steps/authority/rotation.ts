import {
  deleteAuthority,
  issuersOf,
  makeAuthority,
  makeIssuing,
  rootOf,
  switchIssuer,
} from '../../clients/authority.ts'
import { DrillError } from '../../model/error.ts'
import { trusting } from '../../model/mutual-tls.ts'
import type { Change } from '../../model/record.ts'
import type { Stack } from '../../stacks/stack.ts'
import { commonName, distrust, trust, trusted } from '../../stacks/trust.ts'
import type { StepContext } from '../step.ts'
import { asCaOperator, issuedAs, newName, refuseSecond, renewEverywhere, rootName } from './operator.ts'

/** A new authority, or a new issuing CA beneath the one that issues now. */
export function issue(
  { stack, changing, signal }: StepContext,
  { what, as }: { what: 'root' | 'intermediate'; as: string },
): Promise<string> {
  return asCaOperator(stack, signal, async (vault) => {
    const { current, all } = await issuersOf(vault)
    const under = what === 'root' ? undefined : current
    const name = newName(as)
    refuseSecond(all, as)
    changing({ kind: 'ca', name })
    try {
      await (under ? makeIssuing(vault, name, under) : makeAuthority(vault, name))
    } catch (error) {
      // It may be tried again, under another name.
      await deleteAuthority(vault, name).catch(() => {})
      throw error
    }
    return `${name} was made beside ${current}; nothing comes from it yet`
  })
}

/** Puts the new root beside the old ones, at everybody or at some alone. */
export function distribute(
  { stack, changing, signal }: StepContext,
  { ca, to }: { ca: string; to?: readonly string[] | undefined },
): Promise<string> {
  return asCaOperator(stack, signal, async (vault) => {
    const name = await issuedAs(vault, ca)
    const root = await rootOf(vault, name)
    const parties = trusting(stack.estate).filter((party) => !to || to.includes(party))
    changing({ kind: 'ca-trusted', name })
    for (const party of parties) trust(stack, party, 'bundle', [root])
    return `${parties.join(', ')} trust ${name}`
  })
}

/** From now on certificates come from the new CA, and services get theirs from it at once. */
export function switchTo(
  { stack, changing, signal }: StepContext,
  { to: as, renew }: { to: string; renew: boolean },
): Promise<string> {
  return asCaOperator(stack, signal, async (vault) => {
    const name = await issuedAs(vault, as)
    const { current } = await issuersOf(vault)
    if (current !== name) {
      changing({ kind: 'ca-issuing', name, ...(current ? { of: current } : {}) })
      await switchIssuer(vault, name)
    }
    const renewed = renew ? await renewEverywhere(stack, signal) : []
    return `${name} issues in place of ${current}${renewed.length > 0 ? `; renewed: ${renewed.join(', ')}` : ''}`
  })
}

/** Nobody believes any more in what does not issue now. */
export function retire({ stack, changing, signal }: StepContext): Promise<string> {
  return asCaOperator(stack, signal, async (vault) => {
    const { current = '' } = await issuersOf(vault)
    const parties = trusting(stack.estate)
    const names = new Set(parties.flatMap((party) => trusted(stack, party, 'bundle').map(commonName)))
    const old = [...names]
      .filter((name) => name !== rootName(current))
      .map((name) => name.slice(rootName('').length))
    for (const name of old) {
      const holders = parties.filter((party) => holds(stack, party, name))
      changing({ kind: 'ca-retired', name, of: holders.join(',') })
      for (const party of holders)
        distrust(stack, party, 'bundle', (pem) => commonName(pem) === rootName(name))
    }
    return `${old.join(', ') || 'nothing'} is trusted no more`
  })
}

const holds = (stack: Stack, party: string, name: string) =>
  trusted(stack, party, 'bundle').some((pem) => commonName(pem) === rootName(name))

/** Deletes the authority, with whatever of it was made. */
export const unissued = (stack: Stack, { name }: Change, signal: AbortSignal): Promise<undefined> =>
  asCaOperator(stack, signal, async (vault) => {
    await deleteAuthority(vault, name)
    const { all } = await issuersOf(vault)
    if (all.includes(name))
      throw new DrillError('undo-failed', `the CA ${name} was deleted, and is there all the same`)
    return undefined
  })

/** Needs no CA: by its name the root is found on every list. */
export async function undistributed(stack: Stack, { name }: Change): Promise<undefined> {
  for (const party of trusting(stack.estate))
    distrust(stack, party, 'bundle', (pem) => commonName(pem) === rootName(name))
  return undefined
}

/** The CA before issues again, and services get certificates from it before the other one goes. */
export const switchedBack = (
  stack: Stack,
  { name, of = '' }: Change,
  signal: AbortSignal,
): Promise<string | undefined> =>
  asCaOperator(stack, signal, async (vault) => {
    const { current } = await issuersOf(vault)
    if (current !== name && current !== of)
      throw new DrillError(
        'conflict',
        `certificates come from ${current} now, which the drill has not made so`,
        {
          next: `let ${of} issue again if nobody needs the other one; then run \`drill recover\``,
        },
      )
    await switchIssuer(vault, of)
    const renewed = await renewEverywhere(stack, signal)
    return `${of} issues again; renewed: ${renewed.join(', ')}`
  })

export const trustedAgain = (
  stack: Stack,
  { name, of = '' }: Change,
  signal: AbortSignal,
): Promise<undefined> =>
  asCaOperator(stack, signal, async (vault) => {
    const root = await rootOf(vault, name)
    for (const party of of.split(',').filter(Boolean)) trust(stack, party, 'bundle', [root])
    return undefined
  })
