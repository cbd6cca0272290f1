import { Worker } from 'node:worker_threads'

/** No file may take longer (ms). Readers need a few; the rest is for a machine that does other things too. */
export const mostMs = 10_000

/**
 * A case that never ends would keep its thread, and with it every timer of the test: another thread watches, says
 * which file it was, and ends the process.
 */
const watching = `
  const { workerData, threadId } = require('node:worker_threads')
  const { writeSync } = require('node:fs')
  const beats = new Int32Array(workerData.shared)
  let [last, since] = [-1, Date.now()]
  setInterval(() => {
    const now = Atomics.load(beats, 0)
    if (now !== last || Atomics.load(beats, 1) === 0) [last, since] = [now, Date.now()]
    else if (Date.now() - since > workerData.mostMs) {
      writeSync(2, 'fuzz: case ' + now + ' of ' + workerData.what + ' never ended; its file is ' + workerData.file + '\\n')
      process.kill(process.pid, 'SIGKILL')
    }
  }, 250)`

export interface Bound {
  /** Does one case; fails when it took too long. */
  within<T>(work: () => Promise<T>): Promise<T>
  end(): Promise<void>
}

/** Bounds every case in time, those too that never come back. `file` holds the case that is tried. */
export function bounded(what: string, file: string): Bound {
  const shared = new SharedArrayBuffer(8)
  const beats = new Int32Array(shared)
  const watch = new Worker(watching, { eval: true, workerData: { shared, mostMs, what, file } })
  watch.unref()
  return {
    async within(work) {
      const began = performance.now()
      Atomics.add(beats, 0, 1)
      Atomics.store(beats, 1, 1)
      const done = await work().finally(() => Atomics.store(beats, 1, 0))
      const tookMs = performance.now() - began
      if (tookMs > mostMs) throw new Error(`${what} took ${Math.round(tookMs)} ms`)
      return done
    },
    end: async () => void (await watch.terminate()),
  }
}
