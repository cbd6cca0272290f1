import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Catalog } from '../../harness/engine/catalog.ts'
import type { Fault } from '../../harness/faults/fault.ts'
import { target } from '../../harness/faults/target.ts'
import type { Plan } from '../../harness/model/plan.ts'
import type { Stack } from '../../harness/stacks/stack.ts'
import type { Actor } from '../../harness/workloads/workload.ts'

/** State that a fake fault changes, kept outside of it as a server's state would be. */
export interface FakeWorld {
  broken: boolean
  healFails: number
  injectFails: boolean
}

export function fakeWorld(): FakeWorld {
  return { broken: false, healFails: 0, injectFails: false }
}

export function fakeStack(dir = mkdtempSync(join(tmpdir(), 'drill-fake-'))): Stack {
  const running = new Map<string, 'running' | 'paused' | 'stopped'>([['idp', 'running']])
  return {
    id: 'fake',
    driver: 'fake',
    dir,
    versions: { fake: '1' },
    estate: { services: { idp: { role: 'idp' } } },
    edges: [{ from: 'people', to: 'idp' }],
    edgeState: async () => 'open',
    state: async (service: string) => running.get(service) ?? 'running',
    start: async (service: string) => void running.set(service, 'running'),
    resume: async (service: string) => void running.set(service, 'running'),
    kill: async (service: string) => void running.set(service, 'stopped'),
    secrets: async () => ['a-very-secret-value'],
    logFiles: () => [],
  } as unknown as Stack
}

export function fakeFault(world: FakeWorld): Fault {
  return {
    name: 'broken',
    summary: 'sets a flag',
    options: target,
    layer: 'reachability',
    needs: [],
    prepare: async () => ({
      fault: 'broken',
      service: 'idp',
      edges: [],
      before: { broken: world.broken },
      fingerprint: 'fake',
    }),
    async inject() {
      if (world.injectFails) throw new Error('no such thing')
      world.broken = true
    },
    async heal(_stack, undo) {
      if (world.healFails-- > 0) throw new Error('heal fails')
      world.broken = undo.before.broken === true
    },
    verify: async (_stack, undo) => world.broken === undo.before.broken,
    witness: async (_stack, _planned, look) => [
      { witness: 'canary', ok: world.broken === (look.moment === 'begin'), detail: look.moment },
    ],
  }
}

/** An actor whose only probe is granted while the world is whole. */
export function fakeActor(world: FakeWorld, everyMs = 10): Actor {
  return {
    name: 'clerk',
    probes: [
      {
        access: 'app-session',
        everyMs,
        timeoutMs: 100,
        attempt: async () => ({
          outcome: world.broken ? 'unavailable' : 'granted',
          detail: 'used a-very-secret-value',
        }),
      },
    ],
    leave: async () => {},
  }
}

export function fakeCatalog(world: FakeWorld, overrides: Partial<Catalog> = {}): Catalog {
  return {
    faults: { broken: fakeFault(world) },
    workloads: {
      people: {
        name: 'people',
        summary: '',
        options: target,
        classes: () => ['app-session'],
        enter: async () => fakeActor(world),
      },
    },
    steps: {},
    oracles: [],
    ...overrides,
  }
}

export function fakePlan(overrides: Partial<Plan> = {}): Plan {
  const phases = ['before', 'during', 'recovery', 'after'] as const
  return {
    schema: 'identity-drill/plan/1',
    scenario: 'fake',
    seed: 7,
    durationMs: 400,
    phases: phases.map((name, index) => ({ name, fromMs: index * 100, toMs: (index + 1) * 100 })),
    faults: [
      { id: 'broken-1', fault: 'broken', options: {}, service: 'idp', edges: [], fromMs: 100, toMs: 200 },
    ],
    workloads: [{ id: 'people-1', workload: 'people', options: {}, classes: ['app-session'] }],
    steps: [],
    expectations: [],
    revocations: [],
    ...overrides,
  } as unknown as Plan
}
