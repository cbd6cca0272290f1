import { access, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { DrillError } from '../../model/error.ts'
import type { Stack } from '../../stacks/stack.ts'
import { command } from './commands.ts'

/** A node of the vault's cluster; its address is the one for its peers. */
const node = z.object({ id: z.string(), address: z.string() })
export const nodes = z.array(node).length(1)
type Nodes = z.infer<typeof nodes>

const configuration = z.object({
  data: z.object({
    config: z.object({ servers: z.array(z.object({ node_id: z.string(), address: z.string() })) }),
  }),
})

/** Read by the vault as it starts, and then gone: the way to bring a cluster back that has lost its peers. */
const peersOf = (stack: Stack, vault: string) => join(stack.dir, vault, 'data', 'raft', 'peers.json')
/** While this file exists, a start of the vault does not wait until it leads. */
const markOf = (stack: Stack, vault: string) => join(stack.dir, vault, 'quorum.lost')

/** The only node. Throws `refused` where there are others, or where its storage is not the stack's. */
export async function onlyNode(stack: Stack, vault: string): Promise<Nodes> {
  const { body } = await command(stack, vault, { path: 'sys/storage/raft/configuration' })
  const { servers } = configuration.parse(body).data.config
  const found = nodes.safeParse(servers.map(({ node_id: id, address }) => ({ id, address })))
  const storage = await access(join(stack.dir, vault, 'data', 'raft')).then(
    () => true,
    () => false,
  )
  if (found.success && storage) return found.data
  throw new DrillError('refused', `${vault} is no single node with its storage in the stack`, {
    next: 'Stop the other nodes with `stopped` to lose the quorum of a cluster.',
  })
}

/** Who took the quorum away; undefined when nobody did. */
export function lostBy(stack: Stack, vault: string): Promise<string | undefined> {
  return readFile(markOf(stack, vault), 'utf8').catch(() => undefined)
}

/** Starts the vault with a second voter that never comes: it stays a standby. */
export async function loseQuorum(stack: Stack, vault: string, by: string, own: Nodes): Promise<void> {
  await writeFile(markOf(stack, vault), by, { mode: 0o644, flag: 'wx' })
  await stack.kill(vault)
  const host = own[0]?.address.replace(/:\d+$/, '')
  await writePeers(stack, vault, [...own, { id: 'drill-absent', address: `${host}:1` }])
  await stack.start(vault)
}

/** Starts the vault as the only voter again; also when it was only meant to lose its quorum. */
export async function regainQuorum(stack: Stack, vault: string, own: Nodes): Promise<void> {
  if ((await stack.state(vault)) === 'running') await stack.kill(vault)
  await writePeers(stack, vault, own)
  await rm(markOf(stack, vault), { force: true })
  await stack.start(vault)
}

function writePeers(stack: Stack, vault: string, of: Nodes): Promise<void> {
  const peers = of.map((each) => ({ ...each, non_voter: false }))
  // No secrets in it, and the vault may run as a user of its own.
  return writeFile(peersOf(stack, vault), JSON.stringify(peers), { mode: 0o644 })
}
