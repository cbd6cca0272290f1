import { existsSync, readFileSync } from 'node:fs'
import { BlockList } from 'node:net'
import { DrillError } from '../../model/error.ts'
import type { Engine } from '../../setup/engine-client.ts'
import { withLock } from '../../setup/lock.ts'

const first = 77
const last = 250

/**
 * Finds addresses `10.<slot>` that neither a network of the engine nor a route of this machine uses, and runs
 * `claim` before anybody else may look: it must make the networks.
 */
export function claimPrefix<T>(
  engine: Engine,
  signal: AbortSignal,
  claim: (prefix: string) => Promise<T>,
): Promise<T> {
  return withLock('container-addresses', signal, async () => claim(await freePrefix(engine)))
}

async function freePrefix(engine: Engine): Promise<string> {
  const taken = [...(await engineNetworks(engine)), ...routes()]
  for (let slot = first; slot <= last; slot++)
    if (!taken.some((other) => overlap(other, { base: `10.${slot}.0.0`, bits: 16 }))) return `10.${slot}`
  throw new DrillError('refused', 'every network 10.77 to 10.250 is in use', {
    next: 'End stacks that are not needed: `drill down`.',
  })
}

interface Network {
  readonly base: string
  readonly bits: number
}

async function engineNetworks(engine: Engine): Promise<Network[]> {
  const configs = (await engine.listNetworks()).flatMap((network) => network.IPAM?.Config ?? [])
  return configs.flatMap(({ Subnet: subnet = '' }) => {
    const [base = '', bits] = subnet.split('/')
    return /^\d+\.\d+\.\d+\.\d+$/.test(base) ? [{ base, bits: Number(bits) }] : []
  })
}

/** Routes of this machine but the default one: a private network of the user's own stays reachable. */
function routes(): Network[] {
  const file = '/proc/net/route'
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').slice(1) : []
  return lines.flatMap((line) => {
    const [, destination = '', , , , , , mask = ''] = line.split('\t')
    const bits = Number.parseInt(mask, 16).toString(2).replaceAll('0', '').length
    return bits > 0 ? [{ base: dotted(destination), bits }] : []
  })
}

/** The kernel writes addresses as little-endian hexadecimal numbers. */
function dotted(hex: string): string {
  return [...Buffer.from(hex, 'hex').reverse()].join('.')
}

/** Is any address in both? */
export function overlap(one: Network, other: Network): boolean {
  return contains(one, other.base) || contains(other, one.base)
}

function contains({ base, bits }: Network, address: string): boolean {
  const list = new BlockList()
  list.addSubnet(base, bits)
  return list.check(address)
}
