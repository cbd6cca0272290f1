import * as z from 'zod'
import { once } from '../../model/once.ts'
import { channels, revocables } from '../../model/words.ts'
import type { Catalog } from '../catalog.ts'
import type { Draft, Options } from './draft.ts'

const command = z.object({
  identity: z.string(),
  what: z.enum(revocables),
  via: z.enum(channels),
  within: z.number().optional(),
})
export type RevocationCommand = z.infer<typeof command>

/** The revocation that a step's options stand for, if they do. */
export function revocationOf(options: Options): RevocationCommand | undefined {
  return command.safeParse(options, once).data
}

const arming = z.object({ runbook: z.string(), ttl: z.number().optional(), step: z.undefined().optional() })

/** The runbook that a step acts on, and for how long (ms) what it arms may live; a person who is asked arms nothing. */
export function runbookOf(options: Options): z.infer<typeof arming> | undefined {
  return arming.safeParse(options, once).data
}

/** What the workloads of a scenario offer to be revoked, each with its twin. */
export function revocableOf(draft: Draft, catalog: Catalog) {
  return draft.workloads.flatMap((entry) => catalog.workloads[entry.word]?.revocable?.(entry.options) ?? [])
}
export type RevocablePrincipal = ReturnType<typeof revocableOf>[number]

/** Whether a probe shows what a command revokes. */
export function shows(principal: RevocablePrincipal, { identity, what, via }: RevocationCommand): boolean {
  return (
    principal.identity === identity &&
    principal.what.includes(what) &&
    (principal.via === undefined || principal.via.includes(via))
  )
}
