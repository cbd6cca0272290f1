import type { Complaint, Path } from '../../model/complaint.ts'
import { type Estate, serviceOf } from '../../model/estate.ts'
import { oneOf } from '../../model/nearest.ts'
import type { Catalog } from '../catalog.ts'
import type { Draft, Entry } from './draft.ts'

/** Options that name something of the estate, in every plug-in: the word is the same wherever it stands. */
const references: Record<
  string,
  { readonly kind: string; readonly names: (estate: Estate) => readonly string[] }
> = {
  identity: { kind: 'identity', names: (estate) => Object.keys(estate.identities) },
  twin: { kind: 'identity', names: (estate) => Object.keys(estate.identities) },
  runbook: { kind: 'runbook', names: (estate) => Object.keys(estate.runbooks) },
  caller: { kind: 'caller', names: (estate) => Object.keys(estate.callers) },
  fallback: { kind: 'fallback', names: (estate) => Object.keys(estate.fallbacks) },
}

/** Names in options that the estate does not know. */
export function checkReferences(draft: Draft, estate: Estate, catalog: Catalog): Complaint[] {
  const entries = [...draft.faults, ...draft.workloads, ...draft.steps]
  return [
    ...entries.flatMap((entry) => namesOf(entry, estate)),
    ...draft.faults.flatMap((fault) => targetOf(fault, estate)),
    ...draft.faults.flatMap((fault) => holderOf(fault, estate, catalog)),
  ]
}

function namesOf({ path, options }: Entry, estate: Estate): Complaint[] {
  const found = Object.entries(references).flatMap(([key, { kind, names }]) => {
    const word = options[key]
    const valid = names(estate)
    if (typeof word !== 'string' || valid.includes(word)) return []
    return [
      {
        path: [...path, key],
        message: `the estate has no ${kind} named ${word}`,
        expected: oneOf(word, valid),
      },
    ]
  })
  const { service } = options
  if (typeof service !== 'string') return found
  const wrong = [...found, ...serviceNamed([...path, 'service'], service, estate)]
  return wrong.length > 0 ? wrong : calledBy(path, options, estate)
}

/** A caller that does not call the service which it is to reach. */
function calledBy(path: Path, { caller, service }: Entry['options'], estate: Estate): Complaint[] {
  if (typeof caller !== 'string') return []
  const calls = callsOf(estate, caller)
  if (calls.includes(serviceOf(estate, String(service)) ?? '')) return []
  const message = `${caller} does not call ${service}`
  return [{ path: [...path, 'service'], message, expected: oneOf(String(service), calls) }]
}

function serviceNamed(path: Path, word: string, estate: Estate): Complaint[] {
  if (serviceOf(estate, word) !== undefined) return []
  const services = Object.entries(estate.services)
  const holders = services.filter(([, { role }]) => role === word).map(([name]) => name)
  if (holders.length > 1)
    return [
      {
        path,
        message: `${holders.length} services hold the role ${word}`,
        expected: `one of ${holders.join(', ')}`,
      },
    ]
  const valid = new Set(
    services.flatMap(([name, { role }]) => (serviceOf(estate, role) ? [name, role] : [name])),
  )
  return [
    { path, message: `the estate has no service or role named ${word}`, expected: oneOf(word, [...valid]) },
  ]
}

function targetOf({ path, options, word }: Entry, estate: Estate): Complaint[] {
  const { service, edge } = options
  if (service !== undefined && edge !== undefined)
    return [
      {
        path: [...path, 'edge'],
        on: 'key',
        message: `${word} has two targets`,
        expected: 'one of service, edge',
      },
    ]
  if (service === undefined && edge === undefined)
    return [
      {
        path,
        on: 'key',
        message: `${word} has no target`,
        expected: 'service: a role or name, or edge: { from, to }',
      },
    ]
  if (edge === undefined) return []
  const { from, to } = edge as { from: string; to: string }
  const parties = [...Object.keys(estate.services), ...Object.keys(estate.callers)]
  const caller = serviceOf(estate, from) ?? from
  if (!parties.includes(caller))
    return [
      {
        path: [...path, 'edge', 'from'],
        message: `the estate has no service or caller named ${from}`,
        expected: oneOf(from, parties),
      },
    ]
  const unknown = serviceNamed([...path, 'edge', 'to'], to, estate)
  if (unknown.length > 0) return unknown
  const calls = callsOf(estate, caller)
  if (calls.includes(serviceOf(estate, to) ?? '')) return []
  return [
    { path: [...path, 'edge', 'to'], message: `${caller} does not call ${to}`, expected: oneOf(to, calls) },
  ]
}

/** Some faults are only of one kind of server. */
function holderOf({ path, options, word }: Entry, estate: Estate, catalog: Catalog): Complaint[] {
  const role = catalog.faults[word]?.role
  const name = serviceOf(estate, String(options.service))
  if (role === undefined || name === undefined || estate.services[name]?.role === role) return []
  const holders = Object.keys(estate.services).filter((each) => estate.services[each]?.role === role)
  return [
    {
      path: [...path, 'service'],
      message: `${word} is a fault of a ${role}, and ${name} is none`,
      expected: oneOf(String(options.service), holders),
    },
  ]
}

/** The services that a service or caller calls. */
export function callsOf(estate: Estate, party: string): readonly string[] {
  if (Object.hasOwn(estate.services, party)) return estate.services[party]?.calls ?? []
  return Object.hasOwn(estate.callers, party) ? (estate.callers[party]?.calls ?? []) : []
}
