import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chainOf } from '../../harness/engine/chain.ts'
import { isEnded, isOpen } from '../../harness/engine/custody.ts'
import { readJournal } from '../../harness/engine/journal.ts'
import { watchdogs } from '../../harness/engine/watchdogs.ts'
import { longestLeewayIn } from '../../harness/model/estate.ts'
import { denials } from '../../harness/stacks/deny-list.ts'
import type { Stack } from '../../harness/stacks/stack.ts'
import { emergencyLedger } from '../../harness/workloads/emergency/ledger.ts'
import { callerOf } from '../../harness/workloads/web/caller.ts'
import { leftovers, processesOf } from '../drill/stacks/leftovers.ts'
import { known } from './directory.ts'
import type { Killed, Scene } from './ordeal.ts'
import { vaultRemains } from './vault-remains.ts'

/** What belongs to the warm stack when no drill runs. */
export interface Baseline {
  readonly left: readonly string[]
  readonly people: readonly string[]
  readonly clients: readonly string[]
  readonly keys: readonly string[]
}

export async function baselineOf(scene: Scene, stack: Stack): Promise<Baseline> {
  return { left: await things(scene), ...(await known(stack)) }
}

/** Everything that a killed run left behind or lost, in words; nothing when all is well. */
export async function remainsOf(
  scene: Scene,
  stack: Stack,
  before: Baseline,
  run: Killed,
): Promise<string[]> {
  const now = await baselineOf(scene, stack)
  const more = (of: keyof Baseline) => now[of].filter((name) => !before[of].includes(name))
  return [
    ...more('left'),
    ...more('people').map((name) => `person ${name}`),
    ...more('clients').map((name) => `client ${name}`),
    ...more('keys').map((key) => `signing key ${key}`),
    ...before.keys.filter((key) => !now.keys.includes(key)).map((key) => `signing key ${key} is gone`),
    ...watchdogs().map(({ run, state, failed }) => `watchdog of ${run}: ${state} ${failed ?? ''}`),
    ...(await changed(stack)),
    ...(await vaultRemains(stack)),
    ...lost(run),
  ]
}

/** Of the warm stack's processes it is looked at by itself whether they run: they come and go. */
async function things({ home }: Scene): Promise<string[]> {
  const others = (await leftovers(home)).filter((name) => !name.startsWith('process '))
  return [...others, ...processesOf(join(home, 'stacks', 'run-'))]
}

/** Clocks that somebody has moved; what has no clock of its own cannot be moved. */
async function skewed(stack: Stack): Promise<string[]> {
  const off = Object.keys(stack.estate.services).map(async (service) => {
    const { by, offsetMs } = await stack.clock(service).catch(() => ({ by: 'nobody', offsetMs: 0 }))
    return by === 'nobody' ? [] : [`the clock of ${service} is off by ${offsetMs} ms`]
  })
  return (await Promise.all(off)).flat()
}

async function changed(stack: Stack): Promise<string[]> {
  const services = Object.keys(stack.estate.services)
  const states = await Promise.all(services.map((service) => stack.state(service)))
  const edges = await Promise.all(stack.edges.map((edge) => stack.edgeState(edge)))
  const caller = callerOf(stack, 'operator')
  const { state } = await emergencyLedger(caller).state({ signal: AbortSignal.timeout(5_000) })
  await caller.close()
  return [
    ...services.flatMap((name, index) =>
      states[index] === 'running' ? [] : [`${name} is ${states[index]}`],
    ),
    ...stack.edges.flatMap(({ from, to }, index) =>
      edges[index] === 'open' ? [] : [`${from} → ${to} is ${edges[index]}`],
    ),
    ...(state === 'sealed' ? [] : [`emergency access is ${state}`]),
    ...(await skewed(stack)),
    ...denials(stack)
      .filter(({ untilMs }) => !(untilMs < Date.now() + lifetimeOf(stack)))
      .map(({ key }) => `${key} stays on the deny-list for longer than any token lives`),
  ]
}

const lifetimeOf = ({ estate }: Stack) =>
  (estate.lifetimes['access-token']?.drill ?? 0) + 1_000 + longestLeewayIn(estate)

/** Records that were on disk when the run died, and the end that its journal must have. */
function lost({ journal, seen }: Killed): string[] {
  if (journal === undefined) return seen === '' ? [] : ['the journal is gone']
  const history = readJournal(journal)
  const whole = seen.slice(0, seen.lastIndexOf('\n') + 1)
  return [
    ...(readFileSync(journal, 'utf8').startsWith(whole) ? [] : ['records were lost or changed']),
    ...(chainOf(journal).brokenAt === undefined ? [] : ['the journal’s chain is broken']),
    ...(history.every(({ seq }, index) => seq === index + 1) ? [] : ['records are missing']),
    ...(isOpen(history) ? ['something is not undone by the journal'] : []),
    ...(isEnded(history) ? [] : ['the journal has no end']),
  ]
}
