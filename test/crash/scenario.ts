import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { faults } from '../../harness/faults/index.ts'

/** Every fault there is: a new one is killed in the middle like all others. */
export const faultNames = faults.map(({ name }) => name)

/** What a fault must be told besides its target. */
const required: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'ca-retired': { service: undefined, edge: { from: 'orders', to: 'ledger' } },
  'ca-distrusted': { service: undefined, edge: { from: 'orders', to: 'ledger' } },
  latency: { by: '300ms' },
  bandwidth: { rate: '16KB/s' },
  truncated: { after: '100B' },
  'clock-drift': { offset: '+30s' },
}

type Entry = Readonly<Record<string, unknown>>

interface Crash {
  readonly workloads: readonly Entry[]
  readonly steps: readonly Entry[]
  readonly expect: Entry
}

const text = readFileSync(join(import.meta.dirname, 'crash.yaml'), 'utf8')

/** The scenario of the crash tests with another fault. YAML takes JSON as it is. */
export function crashScenario(name: string): string {
  const whole = load(text) as Crash
  const role = faults.find((fault) => fault.name === name)?.role
  const given = { service: role ?? 'orders', ...required[name] }
  const fitting = role === undefined ? whole : withoutEmergency(whole)
  return JSON.stringify({ ...fitting, faults: [{ [name]: given }] }, null, 1)
}

/** Emergency access hangs on what is hit then, and no drill takes that away; nor does one rotate keys beside a fault of keys. */
function withoutEmergency(whole: Crash): Crash {
  const kept = (word: string) => !/^(emergency|arm$|disarm$|rotate-keys$)/.test(word)
  const keep = (entries: readonly Entry[]) => entries.filter((entry) => Object.keys(entry).every(kept))
  const expect = Object.fromEntries(Object.entries(whole.expect).filter(([access]) => kept(access)))
  return { ...whole, workloads: keep(whole.workloads), steps: keep(whole.steps), expect }
}
