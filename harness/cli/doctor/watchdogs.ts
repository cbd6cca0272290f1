import { watchdogs as known } from '../../engine/watchdogs.ts'
import type { Examination, Found } from './examination.ts'

const area = 'watchdogs'

/** Watchdogs of runs: those that watch, and those that could not do what they are there for. */
export const watchdogs: Examination = async () => {
  const found = known().map(({ run, state, failed, watchdog }): Found => {
    const text = {
      watching: `watches (process ${watchdog.pid})`,
      undoing: `is undoing what its runner left (process ${watchdog.pid})`,
      stale: failed ? `could not undo everything: ${failed}` : 'died before it could undo anything',
    }[state]
    if (state === 'watching') return { area, name: run, state: 'fine', text }
    const next = state === 'undoing' ? 'wait a moment' : '`npx drill recover`'
    return { area, name: run, state: 'left', text, next }
  })
  return found.length > 0 ? found : [{ area, name: 'watchdogs', state: 'fine', text: 'none is needed' }]
}
