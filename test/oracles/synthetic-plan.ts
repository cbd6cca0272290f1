import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { parseDuration } from '../../harness/model/duration.ts'
import type {
  Plan,
  PlannedExpectation,
  PlannedPhase,
  PlannedRevocation,
  PlannedStep,
} from '../../harness/model/plan.ts'
import { scenario } from '../../harness/model/scenario.ts'
import { type ExpectedOutcome, type Phase, phases } from '../../harness/model/words.ts'

type Options = Record<string, unknown>
const file = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const read = scenario.parse(parse(file('scenarios/idp-down.yaml')))
const estate = parse(file('docker/reference/estate.yaml')) as {
  identities: Record<string, { owner: string }>
  runbooks: Record<string, { accountable: string }>
  lifetimes: Record<string, { drill: string; production: string; what: string }>
}

let startMs = 0
const spans: PlannedPhase[] = phases.map((name) => {
  const span = { name, fromMs: startMs, toMs: startMs + read.phases[name] }
  startMs = span.toMs
  return span
})

export function phaseOf(name: Phase): PlannedPhase {
  return spans.find((span) => span.name === name) as PlannedPhase
}

function momentMs(text: string): number {
  const [, name, offset] = /^(\w+)(?:\s*\+\s*(\w+))?$/.exec(text) ?? []
  return phaseOf(name as Phase).fromMs + (offset ? (parseDuration(offset) ?? 0) : 0)
}

const classesOf: Record<string, (options: Options) => string[]> = {
  'browser-session': () => ['app-session', 'reconnect', 'refresh', 'sso-login', 'fresh-login'],
  'service-account': () => ['client-credentials', 'token-offline', 'token-introspected'],
  'vault-client': () => ['vault-login', 'vault-read', 'vault-renew', 'db-existing', 'db-new'],
  'revoked-principal': (options) => [String(options.as)],
  impostor: () => ['forged-token', 'expired-token', 'wrong-audience', 'no-token'],
  'emergency-access': () => ['emergency-unarmed', 'emergency-armed', 'emergency-session'],
}

const workloads = read.workloads.map((entry, index) => {
  const [workload = '', options = {}] = Object.entries(entry)[0] ?? []
  return { id: `${workload}-${index + 1}`, workload, options, classes: classesOf[workload]?.(options) ?? [] }
})

const steps: PlannedStep[] = read.steps.map((entry, index) => {
  const { at, ...rest } = entry
  const [step = '', options = {}] = Object.entries(rest)[0] ?? []
  return { id: `${step}-${index + 1}`, step, atMs: momentMs(at), options: options as Options }
})

const expectations: PlannedExpectation[] = Object.entries(read.expect).flatMap(([access, row]) =>
  Object.entries(row).map(([phase, text]) => {
    const [outcome, within] = text.split(/\s+within\s+/)
    const { fromMs, toMs } = phaseOf(phase as Phase)
    const withinMs = within ? (parseDuration(within) ?? 0) : 0
    return { access, phase: phase as Phase, outcome: outcome as ExpectedOutcome, fromMs, toMs, withinMs }
  }),
)

const revocations: PlannedRevocation[] = steps
  .filter((step) => step.step === 'revoke')
  .map(({ id, atMs, options }) => {
    const access = String(workloads.find((entry) => entry.options.identity === options.identity)?.options.as)
    return {
      step: id,
      identity: String(options.identity),
      what: options.what as PlannedRevocation['what'],
      via: options.via as PlannedRevocation['via'],
      atMs,
      access,
      twin: `${access}-twin`,
      cut: options.via === 'idp',
      withinMs: parseDuration(String(options.within)) ?? 0,
    }
  })

const owners = Object.fromEntries([
  ...Object.entries(estate.identities).map(([name, entry]) => [name, entry.owner] as const),
  ...Object.entries(estate.runbooks).map(([name, entry]) => [name, entry.accountable] as const),
])

/** The plan of scenarios/idp-down.yaml, built here so that no other part of the harness has a say in it. */
export const plan: Plan = {
  schema: 'identity-drill/plan/1',
  scenario: read.scenario,
  title: read.title,
  teaches: read.teaches,
  scenarioDigest: `sha256:${'3f'.repeat(32)}`,
  estate: 'reference',
  estateDigest: `sha256:${'a7'.repeat(32)}`,
  driver: 'processes',
  driverBecause: 'no container engine answers here',
  seed: 7,
  durationMs: startMs,
  phases: spans,
  faults: [
    {
      id: 'unreachable-1',
      fault: 'unreachable',
      options: { service: 'idp' },
      service: 'idp',
      edges: ['orders', 'ledger', 'people', 'machines', 'operator'].map((from) => ({ from, to: 'idp' })),
      fromMs: phaseOf('during').fromMs,
      toMs: phaseOf('during').toMs,
    },
  ],
  workloads,
  steps,
  expectations,
  revocations,
  frontier: [
    {
      access: 'app-session',
      continuityMs: 190000,
      staleMs: 0,
      because:
        'without orders → idp it goes on for session-refresh + session-grace 190s; hears via app-session at once',
    },
    {
      access: 'refresh',
      continuityMs: 0,
      staleMs: 0,
      because: 'needs orders → idp each time; hears via idp at once',
    },
    {
      access: 'fresh-login',
      continuityMs: 0,
      staleMs: 0,
      because: 'needs people → idp each time; hears via idp at once',
    },
    {
      access: 'client-credentials',
      continuityMs: 0,
      staleMs: 0,
      because: 'needs machines → idp each time; hears via idp at once',
    },
    {
      access: 'token-offline',
      continuityMs: 300000,
      staleMs: 0,
      because: 'without machines → idp it goes on for access-token 5m; hears via gateway-denylist at once',
    },
    {
      access: 'token-introspected',
      continuityMs: 0,
      staleMs: 0,
      because: 'needs ledger → idp each time; hears via idp, after introspection-cache 0ms',
    },
    {
      access: 'vault-read',
      continuityMs: null,
      staleMs: 0,
      because: 'needs nothing that is cut; hears via vault at once',
    },
    {
      access: 'db-existing',
      continuityMs: null,
      staleMs: 0,
      because: 'needs nothing that is cut; hears via vault at once',
    },
    {
      access: 'revoked-token',
      continuityMs: 300000,
      staleMs: 0,
      because: 'without machines → idp it goes on for access-token 5m; hears via gateway-denylist at once',
    },
    {
      access: 'revoked-person',
      continuityMs: 0,
      staleMs: 48000,
      because: 'needs ledger → idp each time; the channel idp is cut for 48s from the command',
    },
    {
      access: 'revoked-session',
      continuityMs: 190000,
      staleMs: 0,
      because:
        'without orders → idp it goes on for session-refresh + session-grace 190s; hears via app-session at once',
    },
    {
      access: 'emergency-armed',
      continuityMs: null,
      staleMs: null,
      because: 'needs nothing that is cut; it hears of no revocation: nothing ends it',
    },
  ],
  lifetimes: Object.entries(estate.lifetimes).map(([name, entry]) => {
    const drillMs = parseDuration(entry.drill) ?? 0
    return {
      name,
      what: entry.what,
      drillMs,
      productionMs: parseDuration(entry.production) ?? 0,
      crossed: drillMs <= 60_000,
    }
  }),
  owners,
}
