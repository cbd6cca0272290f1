import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { stateHome } from '../model/home.ts'
import type { Stop } from '../model/stop.ts'
import { syncFolder } from './publish.ts'

/** Who threw the kill switch, when (ISO 8601) and why. */
export interface StopOrder {
  readonly by: string
  readonly at: string
  readonly reason: string
}

/** How soon (ms) a running drill sees the switch. */
const lookEveryMs = 100

/** Holds for every drill of this folder of stacks. */
export const stopFile = (): string => join(stateHome(), 'STOP')

/** Throws the switch. It stays thrown, also after a restart of the machine, until it is cleared. */
export function throwSwitch(reason: string): StopOrder {
  const order = { by: userInfo().username, at: new Date().toISOString(), reason }
  mkdirSync(stateHome(), { recursive: true, mode: 0o700 })
  writeFileAtomic.sync(stopFile(), `${JSON.stringify(order)}\n`, { mode: 0o600 })
  syncFolder(stateHome())
  return order
}

/** False when it was not thrown. */
export function clearSwitch(): boolean {
  const there = existsSync(stopFile())
  rmSync(stopFile(), { force: true })
  return there
}

/** The order that holds; undefined when the switch is not thrown. A file of any content counts: `touch` throws it too. */
export function stopOrder(): StopOrder | undefined {
  if (!existsSync(stopFile())) return undefined
  const told: Partial<StopOrder> = parsed()
  const word = (value: unknown, otherwise: string) => (typeof value === 'string' ? value : otherwise)
  return {
    by: word(told.by, 'somebody'),
    at: word(told.at, statSync(stopFile(), { throwIfNoEntry: false })?.mtime.toISOString() ?? ''),
    reason: word(told.reason, 'no reason was given'),
  }
}

function parsed(): Partial<StopOrder> {
  try {
    return (JSON.parse(readFileSync(stopFile(), 'utf8')) as Partial<StopOrder> | null) ?? {}
  } catch {
    return {}
  }
}

/** Calls back once when the switch is thrown; gives what ends the watch. */
export function watchSwitch(thrown: (stop: Stop) => void): () => void {
  const timer = setInterval(() => {
    const order = stopOrder()
    if (!order) return
    clearInterval(timer)
    thrown({ cause: 'kill-switch', text: `${order.by} threw the kill switch: ${order.reason}` })
  }, lookEveryMs)
  timer.unref()
  return () => clearInterval(timer)
}
