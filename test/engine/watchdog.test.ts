import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { ended, listen, type Told, type Watched } from '../../harness/engine/watchdog.ts'
import { processId, statOfNamed } from '../../harness/model/process.ts'

const watched = { run: 'r1', journal: '/nowhere/journal.jsonl', runner: processId() }

/** A watchdog at the other end of a pipe, which has been told which run it watches. */
function dog() {
  const input = new PassThrough()
  const begun: Watched[] = []
  const heard = listen(input, (one) => begun.push(one))
  const tell = (told: Told) => void input.write(`${JSON.stringify(told)}\n`)
  tell({ told: 'run', ...watched })
  return { tell, heard, begun, tear: (word = '') => input.end(word) }
}

describe('a watchdog', () => {
  it('does nothing after a goodbye', async () => {
    const { tell, heard, begun } = dog()
    tell({ told: 'lease', change: 'fault f1', forMs: 1 })
    tell({ told: 'goodbye' })
    expect(await heard).toBeUndefined()
    expect(begun).toMatchObject([{ run: 'r1' }])
  })

  it('acts when the pipe ends without one, and knows which stack it is about', async () => {
    const { tell, heard, tear } = dog()
    tell({ told: 'stack', name: 'warm' })
    tear()
    expect(await heard).toMatchObject({ why: 'the runner is gone', watched: { run: 'r1', stack: 'warm' } })
  })

  it('acts when its runner dies in mid-word', async () => {
    const { heard, tear } = dog()
    tear('{"told":"good')
    expect(await heard).toMatchObject({ why: 'the runner is gone', watched: { run: 'r1' } })
  })

  it('acts when a change outlives its lease, though the pipe holds', async () => {
    const { tell, heard } = dog()
    tell({ told: 'lease', change: 'fault f1', forMs: 20 })
    expect(await heard).toMatchObject({ why: 'fault f1 outlived its lease', watched: { run: 'r1' } })
  })

  it('lets a lease be renewed and given back', async () => {
    const { tell, heard } = dog()
    tell({ told: 'lease', change: 'fault f1', forMs: 40 })
    tell({ told: 'lease', change: 'fault f1', forMs: 60_000 })
    tell({ told: 'lease', change: 'fault f2', forMs: 40 })
    tell({ told: 'released', change: 'fault f2' })
    tell({ told: 'lease', change: 'fault f3', forMs: 80 })
    expect(await heard).toMatchObject({ why: 'fault f3 outlived its lease' })
  })
})

describe('ending a runner', () => {
  const sleeper = () => spawn('sleep', ['60'], { stdio: 'ignore' })

  it('ends one that is stopped, and returns when it is gone', async () => {
    const child = sleeper()
    await once(child, 'spawn')
    const id = processId(child.pid)
    child.kill('SIGSTOP')
    await ended(id)
    expect(statOfNamed(id)).toBeUndefined()
  })

  it('touches nobody who has the pid since', async () => {
    const child = sleeper()
    await once(child, 'spawn')
    const id = processId(child.pid)
    await ended({ ...id, startTime: '1' })
    await ended({ ...id, bootId: 'an earlier boot' })
    expect(statOfNamed(id)).toMatchObject({ pid: child.pid })
    child.kill('SIGKILL')
  })
})
