import * as z from 'zod'
import { DrillError } from '../../model/error.ts'
import type { Stack } from '../../stacks/stack.ts'
import { type Ask, ask, type Reply } from './ask.ts'

const patienceMs = 5_000
const startingMs = 15_000
const betweenMs = 100
const sealStatus = z.object({ type: z.string(), sealed: z.boolean() })

/**
 * A command with the operator's token, at the vault's own address: the way of the drill's operator may be what fails.
 * Throws `fault-failed` for any answer but success and 404; commands are named by path alone.
 */
export async function command(stack: Stack, vault: string, asked: Omit<Ask, 'token'>): Promise<Reply> {
  const token = await stack.secret('vault-operator')
  const reply = await onceUp(() => ask(stack, stack.behind(vault), { patienceMs, ...asked, token }))
  const { ending } = reply
  if (typeof ending === 'number' && (ending < 300 || ending === 404)) return reply
  throw new DrillError(
    'fault-failed',
    `${vault} answered ${asked.method ?? 'GET'} ${asked.path} with "${ending}"`,
    { next: 'the vault’s operator needs a right to this path; the README of the reference estate lists all' },
  )
}

/** Another fault of it may just have been undone by a start: for a while it is waited for until it listens. */
async function onceUp(asked: () => Promise<Reply>): Promise<Reply> {
  const deadline = performance.now() + startingMs
  for (;;) {
    const reply = await asked()
    const isAway = ['refused', 'broken', 503].includes(reply.ending)
    if (!isAway || performance.now() > deadline) return reply
    await new Promise((resolve) => setTimeout(resolve, betweenMs))
  }
}

/** What unseals it, and whether it is sealed; undefined when it does not answer. Asks for no credential. */
export async function sealOf(stack: Stack, vault: string): Promise<z.infer<typeof sealStatus> | undefined> {
  const { body } = await ask(stack, stack.behind(vault), { path: 'sys/seal-status' })
  const read = sealStatus.safeParse(body)
  return read.success ? read.data : undefined
}
