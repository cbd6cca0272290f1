// The watchdog of one run, in a process of its own: undoes everything, at once, when the runner dies or hangs. Its
// output goes into a file of its own, which is gone with it when all went well.
import { closeSync, writeSync } from 'node:fs'
import { resumed } from '../engine/interrupted.ts'
import { type Alarm, ended, listen } from '../engine/watchdog.ts'
import { dismiss, enlist } from '../engine/watchdogs.ts'
import { exitCodeOf, exitCodes } from './exit.ts'
import { recovered } from './recovery.ts'
import { catalog, drivers } from './wiring.ts'

/** Pipe on which the runner waits for the word that somebody watches. */
const wordPipe = 3

const [, , run = ''] = process.argv
// Loaded now: when the runner has died there is no time, and the files of this program may be others by then.
const [all] = await Promise.all([drivers(), catalog()])
let isHeard = false
const alarm = await listen(process.stdin, (watched) => {
  enlist(watched)
  if (isHeard) return
  isHeard = true
  writeSync(wordPipe, 'here\n')
  closeSync(wordPipe)
})
const failure = alarm && (await undone(alarm))
if (failure === undefined) dismiss(run)
else if (alarm?.watched) enlist(alarm.watched, failure.message)
// Clients that still hold connections open must not keep it alive.
process.exit(failure === undefined ? exitCodes.passed : exitCodeOf(failure))

/** Ends the runner, undoes all that it left, and says in its journal that it was interrupted. Gives what failed. */
async function undone({ why, watched }: Alarm): Promise<Error | undefined> {
  if (!watched) return undefined
  tell(`${why}: undoing what ${watched.run} left`)
  try {
    await ended(watched.runner)
    const { failure } = watched.stack === undefined ? {} : await recovered(all, watched.stack, tell)
    if (watched.journal !== undefined) resumed(watched.journal).journal.close()
    if (failure !== undefined) throw failure
    tell(`nothing is left of ${watched.run}`)
    return undefined
  } catch (error) {
    tell((error as Error).stack ?? String(error))
    return error as Error
  }
}

function tell(text: string): void {
  process.stdout.write(`${new Date().toISOString()} ${text}\n`)
}
