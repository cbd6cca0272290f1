import { describe, expect, it } from 'vitest'
import { openUndos } from '../../harness/engine/undo.ts'
import { recordsOf } from '../../harness/model/record.ts'
import type { Stop } from '../../harness/model/stop.ts'
import { always, counted, expected, lasting, probeOf, start, whenBroken } from './overseen.ts'

describe('a steady state', () => {
  it('that was seen lets the fault begin', async () => {
    const drill = start()
    await whenBroken(drill)
    drill.controller.abort()
    expect(await drill.ended).toBe('aborted')
  })

  it.each([
    ['is not there', always('unavailable'), /^before anything was injected vault-read was unavailable/],
    ['was never seen', async () => ({ outcome: 'indeterminate' as const }), /nothing was seen of vault-read/],
  ])(
    'that %s ends the run before anything is injected: inconclusive, not failed',
    async (_name, attempt, said) => {
      const plan = lasting({
        expectations: [expected('app-session', 'before'), expected('vault-read', 'before')],
      })
      const drill = start({ plan, beside: { vault: [probeOf('vault-read', attempt)] } })
      expect(await drill.ended).toBe('aborted')
      expect(drill.world.broken).toBe(false)
      expect(recordsOf(drill.history(), 'fault.intent')).toEqual([])
      expect(drill.judged()).toMatchObject({ verdict: 'inconclusive' })
      const [reason] = drill.judged().findings[0]?.reasons ?? []
      expect(reason).toMatchObject({ code: 'not-steady', access: 'vault-read' })
      expect(recordsOf(drill.history(), 'run.stopping')[0]?.detail).toMatch(said)
    },
  )

  it('does not hang on what should have been refused: that is a finding', async () => {
    const plan = lasting({
      expectations: [expected('app-session', 'before'), expected('forged-token', 'before', 'refused')],
    })
    const drill = start({ plan, beside: { impostor: [probeOf('forged-token', always('granted'))] } })
    await whenBroken(drill)
    drill.controller.abort()
    await drill.ended
  })
})

describe('a stop condition', () => {
  const during = (...accesses: string[]) => accesses.map((access) => expected(access, 'during'))
  const base = [expected('app-session', 'before'), expected('app-session', 'during', 'unavailable')]

  it('ends the run and heals when an access path outside the expected blast radius is lost', async () => {
    const plan = lasting({ expectations: [...base, ...during('vault-read')], stopAfter: 3 })
    const { attempt } = counted((count) => count <= 25)
    const drill = start({ plan, beside: { vault: [probeOf('vault-read', attempt)] } })
    expect(await drill.ended).toBe('aborted')
    expect(drill.world.broken).toBe(false)
    expect(openUndos(drill.history())).toEqual([])
    expect(recordsOf(drill.history(), 'run.stopping')).toMatchObject([
      {
        cause: 'stop-condition',
        access: 'vault-read',
        detail: expect.stringContaining('3 times in a row (denied)'),
      },
    ])
    expect(drill.judged().verdict).toBe('aborted')
    expect(drill.notes).toContainEqual(expect.stringMatching(/^stopping: vault-read is outside/))
  })

  it('counts only attempts in a row', async () => {
    const plan = lasting({ expectations: [...base, ...during('vault-read')], stopAfter: 3 })
    const { state, attempt } = counted((count) => count % 3 === 0)
    const drill = start({ plan, beside: { vault: [probeOf('vault-read', attempt)] } })
    while (state.count < 60) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(drill.world.broken).toBe(true)
    drill.controller.abort()
    await drill.ended
    expect(recordsOf(drill.history(), 'run.stopping')).toEqual([])
  })

  it('that nobody set leaves a lost path to the oracles, for as long as another goes on', async () => {
    const plan = lasting({ expectations: [...base, ...during('vault-read', 'vault-login', 'token')] })
    const { state, attempt: lost } = counted(() => false)
    const beside = {
      vault: [probeOf('vault-read', lost), probeOf('vault-login', lost)],
      machine: [probeOf('token', always('granted'))],
    }
    const drill = start({ plan, beside })
    while (state.count < 100) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(drill.world.broken).toBe(true)
    drill.controller.abort()
    await drill.ended
  })

  it('that nobody set ends the run when nothing at all goes on', async () => {
    const plan = lasting({ expectations: [...base, ...during('vault-read', 'token')] })
    const beside = {
      vault: [probeOf('vault-read', always('denied'))],
      machine: [probeOf('token', always('unavailable'))],
    }
    const drill = start({ plan, beside })
    expect(await drill.ended).toBe('aborted')
    expect(recordsOf(drill.history(), 'run.stopping')[0]?.detail).toMatch(/^nothing goes on that should: /)
    expect(openUndos(drill.history())).toEqual([])
  })
})

describe('a run is ended', () => {
  it('by whoever aborts it with a reason, which the journal and the verdict then give', async () => {
    const drill = start()
    await whenBroken(drill)
    const stop: Stop = { cause: 'kill-switch', text: 'the kill switch was thrown by ann: too warm' }
    const at = performance.now()
    drill.controller.abort(stop)
    expect(await drill.ended).toBe('aborted')
    expect(performance.now() - at).toBeLessThan(1_000)
    expect(drill.world.broken).toBe(false)
    expect(drill.judged().findings[0]?.reasons).toMatchObject([
      { verdict: 'aborted', code: 'kill-switch', text: expect.stringContaining('too warm') },
    ])
  })

  it('within a second, though a witness is still looking', async () => {
    const drill = start({ witness: async () => new Promise(() => {}) })
    await whenBroken(drill)
    const at = performance.now()
    drill.controller.abort()
    while (drill.world.broken) await new Promise((resolve) => setTimeout(resolve, 2))
    expect(performance.now() - at).toBeLessThan(1_000)
  })

  it('when it lasts longer than it may', async () => {
    const drill = start({ plan: lasting({ limits: { maxDurationMs: 400 } }) })
    expect(await drill.ended).toBe('aborted')
    expect(recordsOf(drill.history(), 'run.stopping')).toMatchObject([
      { cause: 'max-duration', detail: expect.stringContaining('longer than 400ms') },
    ])
    expect(openUndos(drill.history())).toEqual([])
  })
})
