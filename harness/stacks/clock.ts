import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { setInterval as every } from 'node:timers'
import { sync as writeFileAtomicSync } from 'write-file-atomic'
import { DrillError } from '../model/error.ts'
import { faketimeEnvironment } from '../setup/tools.ts'
import type { Launch } from './part.ts'

/** How far the clock of a part is off the true one, and who has put it there. */
export interface ClockSetting {
  /** Milliseconds; positive runs ahead. */
  readonly offsetMs: number
  /** Milliseconds that it goes on to gain in each second; negative loses. */
  readonly creepMs?: number
  /** Mark of who set it; `nobody` for a clock that was left alone. */
  readonly by: string
}

const leftAlone: ClockSetting = { offsetMs: 0, by: 'nobody' }

const stepMs = 50
/** As wide for every offset, so that a creeping clock is written in place. */
const widest = 17

/** The file that steers the clock of a part; only a part whose clock can be moved has one. */
const clockFile = (serviceDir: string) => join(serviceDir, 'clock')

/**
 * How to start a part so that its clock is read from a file of its own, made here unless it is there already. The
 * library comes last: what leads to the part runs as another user, and would leave it what it may not touch.
 */
export function withOwnClock(launch: Launch, library: string, serviceDir: string): Launch {
  const file = clockFile(serviceDir)
  if (!existsSync(file)) writeFileSync(file, textOf(leftAlone), { mode: 0o644 })
  const variables = Object.entries(faketimeEnvironment(library, file))
  return {
    ...launch,
    command: ['env', ...variables.map(([name, value]) => `${name}=${value}`), ...launch.command],
  }
}

/** What the file says now. Throws `refused` for a part whose clock cannot be moved. */
export function readClock(serviceDir: string): ClockSetting {
  const [mark = '', offset = ''] = textIn(serviceDir).split('\n')
  return { by: mark.replace(/^# /, ''), offsetMs: Math.round(Number(offset) * 1_000) }
}

/** Moves the clock; in force at the part's next look at it. Whoever let it creep before lets go of it. */
export function writeClock(serviceDir: string, setting: ClockSetting): void {
  textIn(serviceDir)
  // A new file takes the place of the old one: what a runner that hangs still writes goes nowhere.
  writeFileAtomicSync(clockFile(serviceDir), textOf(setting), { mode: 0o644 })
  if (setting.creepMs) creep(clockFile(serviceDir), setting)
}

/** Goes on as long as this process lives and the file is this one. */
function creep(file: string, { creepMs = 0, offsetMs, by }: ClockSetting): void {
  const fd = openSync(file, 'r+')
  const beganMs = performance.now()
  const timer = every(() => {
    if (replaced(file, fd)) {
      clearInterval(timer)
      closeSync(fd)
      return
    }
    const gainedMs = (creepMs * (performance.now() - beganMs)) / 1_000
    writeSync(fd, textOf({ offsetMs: offsetMs + gainedMs, by }), 0)
  }, stepMs)
  timer.unref()
}

const replaced = (file: string, fd: number) =>
  statSync(file, { throwIfNoEntry: false })?.ino !== fstatSync(fd).ino

function textIn(serviceDir: string): string {
  try {
    return readFileSync(clockFile(serviceDir), 'utf8')
  } catch (cause) {
    throw new DrillError('refused', `the clock of ${serviceDir} cannot be moved`, {
      cause,
      next: 'Run `npx drill setup`, then bring the stack up anew.',
    })
  }
}

/** libfaketime passes over a line that begins with #. */
function textOf({ offsetMs, by }: ClockSetting): string {
  const seconds = (Math.abs(offsetMs) / 1_000).toFixed(3).padStart(widest, '0')
  return `# ${by}\n${offsetMs < 0 ? '-' : '+'}${seconds}\n`
}
