import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Catalog } from '../../harness/engine/catalog.ts'
import { monotonicClock } from '../../harness/engine/clock.ts'
import { type Journal, openJournal, readJournal } from '../../harness/engine/journal.ts'
import { judge } from '../../harness/engine/judge.ts'
import { redactor } from '../../harness/engine/redact.ts'
import { run } from '../../harness/engine/run.ts'
import { openUndos } from '../../harness/engine/undo.ts'
import type { Fault } from '../../harness/faults/fault.ts'
import { DrillError } from '../../harness/model/error.ts'
import type { Plan, PlannedExpectation } from '../../harness/model/plan.ts'
import { recordsOf } from '../../harness/model/record.ts'
import type { Stop } from '../../harness/model/stop.ts'
import type { Phase } from '../../harness/model/words.ts'
import { promise } from '../../harness/oracles/judging/promise.ts'
import type { Stack } from '../../harness/stacks/stack.ts'
import type { Probe } from '../../harness/workloads/workload.ts'
import { fakeCatalog, fakeFault, fakePlan, fakeStack, fakeWorld } from './fake-stack.ts'

const second = 1_000

const phases = (['before', 'during', 'recovery', 'after'] as const).map((name, index) => {
  const edges = [0, 100, 60 * second, 61 * second, 62 * second]
  return { name, fromMs: edges[index] ?? 0, toMs: edges[index + 1] ?? 0 }
})

function expected(access: string, phase: Phase, outcome: PlannedExpectation['outcome'] = 'granted') {
  const { fromMs = 0, toMs = 0 } = phases.find(({ name }) => name === phase) ?? {}
  return { access, phase, outcome, withinMs: 0, fromMs, toMs }
}

/** A drill whose fault lasts for a minute unless something ends it. */
function lasting(overrides: Partial<Plan> = {}): Plan {
  const fault = { id: 'broken-1', fault: 'broken', options: {}, service: 'idp', edges: [] }
  return fakePlan({
    ...{ durationMs: 62 * second, phases, faults: [{ ...fault, fromMs: 100, toMs: 60 * second }] },
    expectations: [expected('app-session', 'before'), expected('app-session', 'during', 'unavailable')],
    ...overrides,
  })
}

/** Attempts that are granted or denied by their number. */
function counted(isGranted: (count: number) => boolean) {
  const state = { count: 0 }
  const attempt: Probe['attempt'] = async () => {
    state.count += 1
    return { outcome: isGranted(state.count) ? 'granted' : 'denied' }
  }
  return { state, attempt }
}

const always = (outcome: 'granted' | 'denied' | 'unavailable') => async () => ({ outcome })

function probeOf(access: string, attempt: Probe['attempt']): Probe {
  return { access, everyMs: 10, timeoutMs: 200, attempt }
}

interface Options {
  readonly plan?: Plan
  readonly stack?: Stack
  /** Workload id → its probes, beside the one that is granted while the world is whole. */
  readonly beside?: Readonly<Record<string, readonly Probe[]>>
  readonly journal?: (journal: Journal) => Journal
  /** How the fault's witness looks once it is in place. */
  readonly witness?: () => Promise<never>
}

/** Runs a drill on a fake estate; `kept` is the verdict that it would give if nothing gated it. */
function start({
  plan = lasting(),
  stack = fakeStack(),
  beside = {},
  journal = (same) => same,
  witness,
}: Options = {}) {
  const world = fakeWorld()
  const clock = monotonicClock()
  const redact = redactor()
  const file = join(mkdtempSync(join(tmpdir(), 'drill-oversight-')), 'journal.jsonl')
  const base = fakeCatalog(world)
  const people = base.workloads.people
  const more = Object.entries(beside).map(([id, probes]) => ({
    planned: { id, workload: id, options: {}, classes: probes.map(({ access }) => access) },
    workload: { ...people, name: id, enter: async () => ({ name: id, probes, leave: async () => {} }) },
  }))
  const workloads = Object.fromEntries(more.map(({ workload }) => [workload.name, workload]))
  const whole = { ...plan, workloads: [...plan.workloads, ...more.map(({ planned }) => planned)] }
  const fault = fakeFault(world)
  const looking: Fault = {
    ...fault,
    witness: (stack, planned, look) =>
      witness && look.moment === 'begin' ? witness() : fault.witness(stack, planned, look),
  }
  const catalog = fakeCatalog(world, {
    faults: { broken: looking },
    workloads: { ...base.workloads, ...workloads },
  } as Partial<Catalog>)
  const controller = new AbortController()
  const notes: string[] = []
  const ended = run({
    ...{ run: 'r1', plan: whole, stack, catalog, clock, redact },
    journal: journal(openJournal(file, clock, redact)),
    progress: ({ text }) => notes.push(text),
    signal: controller.signal,
  })
  const history = () => readJournal(file)
  const oracle = promise({
    ...{ name: 'works', promise: '', kept: () => 'kept' },
    examine: () => ({ reasons: [{ verdict: 'failed', code: 'x', text: 'x', events: [] }], measures: [] }),
  })
  const judged = () => judge(history(), { ...whole, faults: [] }, [oracle])
  return { world, ended, history, notes, controller, judged, clock }
}

async function whenBroken({ world }: { world: ReturnType<typeof fakeWorld> }): Promise<void> {
  while (!world.broken) await new Promise((resolve) => setTimeout(resolve, 2))
}

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
