import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sync as writeFileAtomicSync } from 'write-file-atomic'
import { serviceOf } from '../model/estate.ts'
import type { Stack } from './stack.ts'

/** What the gateway refuses by itself: `jti:<id>`, `sub:<id>` or `client:<azp>` of a bearer token. */
export interface Denial {
  readonly key: string
  /** Wall clock (ms since 1970) when the last token that it refuses has expired by itself. */
  readonly untilMs: number
}

type Gateway = Pick<Stack, 'dir' | 'estate' | 'gatewayCommand'>

const keyShape = /^(jti|sub|client):[\w.:-]+$/

/** Refuses from now on: in the gateway that runs, and in the file for its next start. Throws `stack-lost` when it does not answer. */
export async function deny(gateway: Gateway, { key, untilMs }: Denial): Promise<void> {
  if (!keyShape.test(key)) throw new Error('what is to be denied has no usable id')
  await command(gateway, `add map ${fileOf(gateway)} ${key} ${Math.ceil(untilMs / 1_000)}`)
  const others = denials(gateway).filter((each) => each.key !== key)
  write(gateway, [...others, { key, untilMs }])
}

/** Takes entries away, there or not, and sees that they are gone. Throws `stack-lost` when the gateway does not answer. */
export async function allow(gateway: Gateway, keys: readonly string[]): Promise<void> {
  write(
    gateway,
    denials(gateway).filter(({ key }) => !keys.includes(key)),
  )
  for (const key of keys) {
    await command(gateway, `del map ${fileOf(gateway)} ${key}`)
    if (await isDenied(gateway, key)) throw new Error(`${key} stays on the gateway's deny-list`)
  }
}

/** Takes away what has had its time. */
export function allowExpired(gateway: Gateway, nowMs = Date.now()): Promise<void> {
  const expired = denials(gateway).filter(({ untilMs }) => untilMs <= nowMs)
  return allow(
    gateway,
    expired.map(({ key }) => key),
  )
}

/** What is on the list, from its file; entries whose time is over refuse nobody who would get in otherwise. */
export function denials(gateway: Pick<Stack, 'dir' | 'estate'>): Denial[] {
  const file = fileOf(gateway)
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([key = '']) => keyShape.test(key))
    .map(([key = '', until]) => ({ key, untilMs: Number(until) * 1_000 }))
}

export const hasGateway = ({ estate }: Pick<Stack, 'estate'>): boolean =>
  serviceOf(estate, 'gateway') !== undefined

async function isDenied(gateway: Gateway, key: string): Promise<boolean> {
  const listed = await gateway.gatewayCommand(`show map ${fileOf(gateway)}`)
  return listed.split('\n').some((line) => line.split(' ')[1] === key)
}

/** The gateway says nothing when all is well; that an entry is not there to be taken away is well too. */
async function command(gateway: Gateway, text: string): Promise<void> {
  const reply = (await gateway.gatewayCommand(text)).trim()
  if (reply !== '' && !reply.startsWith('Key not found')) throw new Error(`the gateway said: ${reply}`)
}

function write(gateway: Pick<Stack, 'dir' | 'estate'>, list: readonly Denial[]): void {
  const text = list.map(({ key, untilMs }) => `${key} ${Math.ceil(untilMs / 1_000)}\n`).join('')
  writeFileAtomicSync(fileOf(gateway), text, { mode: 0o600 })
}

function fileOf({ dir, estate }: Pick<Stack, 'dir' | 'estate'>): string {
  return join(dir, serviceOf(estate, 'gateway') ?? 'gateway', 'denylist.map')
}
