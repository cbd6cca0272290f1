import { describe, expect, it } from 'vitest'
import type { Journal } from '../../harness/engine/journal.ts'
import { openUndos } from '../../harness/engine/undo.ts'
import { DrillError } from '../../harness/model/error.ts'
import { recordsOf } from '../../harness/model/record.ts'
import type { Stack } from '../../harness/stacks/stack.ts'
import { fakePlan, fakeStack } from './fake-stack.ts'
import { start, whenBroken } from './overseen.ts'

describe('a stack that dies in mid-drill', () => {
  async function lost(change: (stack: Stack) => Promise<unknown>, stack = fakeStack()) {
    const drill = start({ stack })
    await whenBroken(drill)
    await change(stack)
    await expect(drill.ended).rejects.toMatchObject({ code: 'stack-lost' })
    expect(drill.world.broken).toBe(false)
    expect(openUndos(drill.history())).toEqual([])
    expect(drill.judged().verdict).toBe('errored')
    return recordsOf(drill.history(), 'run.ended')[0]?.detail
  }

  it('ends the run as errored, with everything undone', async () => {
    expect(await lost((stack) => stack.kill('idp'))).toMatch(/idp is stopped$/)
  })

  it('so does a database that is out of reach by another hand', async () => {
    let state = 'open'
    const stack = {
      ...fakeStack(),
      edges: [{ from: 'idp', to: 'database' }],
      edgeState: async () => state,
    } as unknown as Stack
    const cut = async () => {
      state = 'refused'
    }
    expect(await lost(cut, stack)).toMatch(/idp → database is refused$/)
  })

  it('so does a proxy that answers no more', async () => {
    let dead = false
    const stack = {
      ...fakeStack(),
      edgeState: async () => {
        if (dead) throw new DrillError('stack-lost', 'the proxy did not answer')
        return 'open'
      },
    } as unknown as Stack
    const die = async () => {
      dead = true
    }
    expect(await lost(die, stack)).toMatch(/the proxy did not answer$/)
  })
})

describe('a disk that is full', () => {
  const full = () => Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })

  /** Takes records for as long as `has` says so. */
  const disk =
    (has: (type: string) => boolean) =>
    (journal: Journal): Journal => ({
      ...journal,
      write(fact) {
        if (has(fact.type)) return journal.write(fact)
        throw new DrillError('journal-failed', 'cannot write the journal', { cause: full() })
      },
    })

  it('in mid-drill ends the run as errored; what was injected is undone although it cannot be told', async () => {
    const space = { left: true }
    const drill = start({ journal: disk(() => space.left) })
    await whenBroken(drill)
    space.left = false
    await expect(drill.ended).rejects.toMatchObject({ code: 'journal-failed' })
    expect(drill.world.broken).toBe(false)
    expect(openUndos(drill.history()).map(({ id }) => id)).toEqual(['broken-1'])
    expect(drill.judged().verdict).toBe('errored')
  })

  it.each(['attempt', 'phase.began', 'witness', 'fault.applied', 'undo.intent', 'undo.done'])(
    'from the first record of type %s on',
    async (type) => {
      let isFull = false
      const journal = disk((now) => {
        isFull ||= now === type && recordsOf(drill.history(), 'fault.intent').length > 0
        return !isFull
      })
      const plan = fakePlan({ expectations: [] })
      const drill = start({ plan, journal })
      await expect(drill.ended).rejects.toMatchObject({ code: 'journal-failed' })
      expect(isFull).toBe(true)
      expect(drill.world.broken).toBe(false)
      expect(drill.judged().verdict).toBe('errored')
    },
  )

  it('before anything is injected lets nothing be injected', async () => {
    const journal = disk((type) => type !== 'fault.intent')
    const drill = start({ journal })
    await expect(drill.ended).rejects.toMatchObject({ code: 'journal-failed' })
    expect(recordsOf(drill.history(), 'undo.done')).toEqual([])
    expect(drill.world.broken).toBe(false)
  })

  it('is another thing than a journal that somebody else has gone on with', async () => {
    const journal = (of: Journal): Journal => ({
      ...of,
      write(fact) {
        if (fact.type === 'undo.intent') throw new DrillError('journal-failed', 'fenced')
        return of.write(fact)
      },
    })
    const drill = start({ plan: fakePlan({ expectations: [] }), journal })
    await expect(drill.ended).rejects.toMatchObject({ code: 'journal-failed', message: 'fenced' })
    expect(drill.world.broken).toBe(true)
  })
})

describe('a machine that was suspended', () => {
  it('gives no verdict, and everything is undone', async () => {
    const drill = start({ plan: fakePlan({ durationMs: 4_400, expectations: [] }) })
    await whenBroken(drill)
    const stallMs = 3_800
    const until = performance.now() + stallMs
    while (performance.now() < until);
    expect(await drill.ended).toBe('completed')
    expect(drill.world.broken).toBe(false)
    expect(recordsOf(drill.history(), 'clock.stall')[0]?.byMs).toBeGreaterThan(3_000)
    expect(drill.judged()).toMatchObject({ verdict: 'inconclusive' })
    expect(drill.judged().findings[0]?.reasons[0]?.code).toBe('runner-stalled')
  })
})
