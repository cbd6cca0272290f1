import { existsSync, statfsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { stopFile, stopOrder } from '../../engine/stop-switch.ts'
import { cacheHome, stateHome } from '../../model/home.ts'
import type { Examination, Found } from './examination.ts'

const area = 'room'
/** Less than this (bytes) may be full before a drill is over: a stack's logs and data, and the run's journal. */
const least = 1024 ** 3

/** Places that a drill writes to, and the switch that keeps all from starting. */
export const room: Examination = async ({ runsDir }) => [
  place('stacks', stateHome()),
  place('tools', cacheHome()),
  place('runs', resolve(runsDir)),
  killSwitch(),
]

function place(name: string, folder: string): Found {
  const { bavail, bsize } = statfsSync(nearest(folder))
  const free = bavail * bsize
  const text = `${folder}, ${(free / 1024 ** 3).toFixed(1)} GiB free`
  if (free >= least) return { area, name, state: 'fine', text }
  return { area, name, state: 'missing', neededBy: ['any'], text, next: 'make room, at least 1 GiB' }
}

/** The folder itself, or the first above it that there is. */
function nearest(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder))
}

function killSwitch(): Found {
  const name = 'kill switch'
  const order = stopOrder()
  if (!order) return { area, name, state: 'fine', text: 'not thrown' }
  const text = `thrown by ${order.by} at ${order.at}: ${order.reason} (${stopFile()})`
  return { area, name, state: 'missing', neededBy: ['any'], text, next: '`npx drill stop --clear`' }
}
