import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { PlannedFault } from '../../../harness/model/plan.ts'
import type { PartState, Stack } from '../../../harness/stacks/stack.ts'
import { type Asked, serverNamed } from '../../clients/server.ts'
import { ownFolder } from '../../stacks/folder.ts'

/** What a made-up vault is at the moment; tests are the other hands that change it. */
export interface State {
  sealed: boolean
  /** What its nodes were told as it was started last. */
  peers: readonly { id: string }[]
  type: 'static' | 'shamir'
  part: PartState
  starts: number
  quotas: Map<string, { rate: number; path: string }>
}

const token = 's.operator-token'

/** A server that answers as a vault does, and a stack around it whose part can be killed and started. */
export async function fakeVault(id = 'warm-1') {
  const state: State = {
    peers: [{ id: 'vault' }],
    sealed: false,
    type: 'static',
    part: 'running',
    starts: 1,
    quotas: new Map(),
  }
  const server = await serverNamed('vault', (asked) => answer(state, asked))
  const dir = ownFolder()
  const peers = join(dir, 'vault', 'data', 'raft', 'peers.json')
  const stack = {
    ...{ id, dir, caFile: server.caFile, estate: { services: { vault: { role: 'vault' } } } },
    ...{ endpoint: server.endpoint, behind: server.endpoint, secret: async () => token },
    state: async () => state.part,
    incarnation: async () => `start-${state.starts}`,
    kill: async () => {
      state.part = 'stopped'
    },
    start: async () => {
      if (state.part === 'running') return
      if (existsSync(peers)) state.peers = JSON.parse(readFileSync(peers, 'utf8')) as State['peers']
      rmSync(peers, { force: true })
      Object.assign(state, { part: 'running', sealed: false, starts: state.starts + 1 })
    },
    logFiles: () => [join(dir, 'audit.log')],
  } as unknown as Stack
  return { stack, state, asked: server.asked }
}

export const planned = (options: Readonly<Record<string, unknown>> = {}) =>
  ({
    ...{ id: 'f1', service: 'vault', edges: [{ from: 'operator', to: 'vault' }], fromMs: 0, toMs: 1 },
    options: { service: 'vault', ...options },
  }) as unknown as PlannedFault

function answer(state: State, { what, headers, body }: Asked): [number, unknown?] {
  const [method, path = ''] = what.split(' /v1/')
  if (path === 'sys/seal-status') return [200, { type: state.type, sealed: state.sealed }]
  if (path === 'sys/health') return [state.sealed ? 503 : state.peers.length > 1 ? 429 : 200, {}]
  if (state.sealed) return [503, { errors: ['Vault is sealed'] }]
  const name = /^sys\/quotas\/rate-limit\/(.+)$/.exec(path)?.[1]
  if (path === 'sys/storage/raft/configuration') {
    const servers = state.peers.map(({ id }) => ({ node_id: id, address: '127.77.4.3:8201' }))
    return [200, { data: { config: { servers } } }]
  }
  if (name === undefined && path !== 'sys/seal') return mountOf(state, path)
  if (headers['x-vault-token'] !== token) return [403, { errors: ['permission denied'] }]
  if (name !== undefined) return quota(state, method ?? '', name, body)
  state.sealed = true
  return [204]
}

function mountOf({ quotas }: State, path: string): [number, unknown] {
  const over = [...quotas.values()].some((each) => path.startsWith(each.path))
  return over ? [429, { errors: ['rate limit quota exceeded'] }] : [403, { errors: ['permission denied'] }]
}

function quota({ quotas }: State, method: string, name: string, body: string): [number, unknown?] {
  const found = quotas.get(name)
  if (method === 'GET') return found ? [200, { data: found }] : [404, { errors: [] }]
  if (method === 'DELETE') quotas.delete(name)
  else quotas.set(name, JSON.parse(body) as { rate: number; path: string })
  return [204]
}
