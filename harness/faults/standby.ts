import { notOurs, requireStack } from './ours.ts'
import { ask } from './vault/ask.ts'
import { vaultFault } from './vault/vault-fault.ts'

const health = { path: 'sys/health' }

/** The vault has lost its quorum: it is unsealed, and nobody leads. What needs no write is read on. */
export const standby = vaultFault({
  name: 'standby',
  summary: 'The vault has lost its quorum: no node leads, so that it reads on and writes nothing.',
  needs: ['kill-restart'],
  degrades: () => true,
  // A login that it would refuse anyway is refused by a standby too: only a good one shows that nothing is written.
  trials: () => [{ asked: health, ends: [429] }],
  well: { asked: health, ends: [200] },
  health: [429],
  async prepare(stack, { id, service, edges }) {
    const { lostBy, onlyNode } = await import('./vault/quorum.ts')
    if ((await lostBy(stack, service)) !== undefined) throw notOurs(`${service} has lost its quorum`)
    const before = { nodes: await onlyNode(stack, service), by: `${stack.id} ${id} ${Date.now()}` }
    return { fault: 'standby', service, edges, before, fingerprint: stack.id }
  },
  async inject(stack, { service, before }) {
    const { loseQuorum, nodes } = await import('./vault/quorum.ts')
    await loseQuorum(stack, service, String(before.by), nodes.parse(before.nodes))
  },
  async heal(stack, undo) {
    requireStack(stack, undo)
    const { lostBy, nodes, regainQuorum } = await import('./vault/quorum.ts')
    const { service, before } = undo
    if ((await stack.state(service)) === 'paused') throw notOurs(`${service} is paused`)
    const by = await lostBy(stack, service)
    // An empty one was being written as its writer died.
    if (by !== undefined && by !== '' && by !== before.by) throw notOurs(`${service} has lost its quorum`)
    if (by === undefined) await stack.start(service)
    else await regainQuorum(stack, service, nodes.parse(before.nodes))
  },
  async verify(stack, { service }) {
    const { lostBy } = await import('./vault/quorum.ts')
    const { ending } = await ask(stack, stack.behind(service), { path: 'sys/health' })
    return ending === 200 && (await lostBy(stack, service)) === undefined
  },
  async hold(stack, planned, look) {
    return (await import('./vault/answers.ts')).nothingIssued(stack, planned, look)
  },
})
