import type { Complaint, Locate } from '../model/complaint.ts'
import type { Problem } from '../model/error.ts'
import { type Estate, estate, serviceOf } from '../model/estate.ts'
import { oneOf } from '../model/nearest.ts'
import { complaintsOf } from './issues.ts'
import { located, reject } from './reject.ts'
import { readYaml } from './yaml.ts'

export interface EstateFile {
  readonly file: string
  readonly text: string
  readonly estate: Estate
  readonly locate: Locate
  /** Gaps that an owner should know of, though drills can run. */
  readonly warnings: readonly Problem[]
}

/** Reads an estate. Throws `bad-input` with every problem of the file at once. */
export async function readEstate(file: string): Promise<EstateFile> {
  const { text, value, complaints, locate } = await readYaml(file)
  const shape = complaintsOf(estate, value)
  const parsed = estate.safeParse(value).data
  const problems = [...complaints, ...located([...shape, ...(parsed ? references(parsed) : [])], locate)]
  if (problems.length > 0 || !parsed)
    reject(problems, '`drill schema estate` prints what an estate may contain.')
  return { file, text, estate: parsed, locate, warnings: located(withoutFallback(parsed), locate) }
}

interface Reference {
  readonly path: Complaint['path']
  readonly word: string
  readonly kind: string
  readonly valid: readonly string[]
}

/** Names in an estate that it does not know itself. */
function references(of: Estate): Complaint[] {
  const services = Object.keys(of.services)
  const identities = Object.keys(of.identities)
  const named: Reference[] = [
    ...[...entries('services', of.services), ...entries('callers', of.callers)].flatMap(({ path, value }) =>
      value.calls.map((word, index) => ({
        path: [...path, 'calls', index],
        word,
        kind: 'service',
        valid: services,
      })),
    ),
    ...entries('identities', of.identities).map(({ path, value }) => ({
      path: [...path, 'issuer'],
      word: value.issuer,
      kind: 'service',
      valid: services,
    })),
    ...entries('fallbacks', of.fallbacks).flatMap(({ path, value }) => [
      { path: [...path, 'for'], word: value.for, kind: 'service', valid: services },
      ...value.via.map((word, index) => ({
        path: [...path, 'via', index],
        word,
        kind: 'service',
        valid: services,
      })),
      { path: [...path, 'runbook'], word: value.runbook, kind: 'runbook', valid: Object.keys(of.runbooks) },
    ]),
    ...entries('runbooks', of.runbooks).flatMap(({ path, value }) => [
      { path: [...path, 'requester'], word: value.requester, kind: 'identity', valid: identities },
      ...value.approvers.map((word, index) => ({
        path: [...path, 'approvers', index],
        word,
        kind: 'identity',
        valid: identities,
      })),
    ]),
  ]
  const unknown = named
    .filter(({ word, valid }) => !valid.includes(word))
    .map(({ path, word, kind, valid }) => ({
      path,
      message: `the estate has no ${kind} named ${word}`,
      expected: oneOf(word, valid),
    }))
  return [...unknown, ...contradictions(of)]
}

function entries<T>(section: string, of: Readonly<Record<string, T>>) {
  return Object.entries(of).map(([name, value]) => ({ path: [section, name], name, value }))
}

/** Declarations that cannot be true together. */
function contradictions(of: Estate): Complaint[] {
  const both = Object.keys(of.callers).filter((name) => Object.hasOwn(of.services, name))
  return [
    ...both.map(
      (name): Complaint => ({
        path: ['callers', name],
        on: 'key',
        message: `${name} is a service already`,
        expected: 'another name',
      }),
    ),
    ...entries('services', of.services).flatMap(({ path, name, value }) => {
      const index = value.calls.indexOf(name)
      return index < 0
        ? []
        : [{ path: [...path, 'calls', index], message: `${name} calls itself`, expected: 'other services' }]
    }),
    ...entries('fallbacks', of.fallbacks).flatMap(({ path, value }) => {
      const index = value.via.indexOf(value.for)
      const message = `the fallback for ${value.for} relies on ${value.for}`
      return index < 0
        ? []
        : [{ path: [...path, 'via', index], message, expected: 'services outside the failed domain' }]
    }),
    ...entries('runbooks', of.runbooks).flatMap(({ path, value }) => {
      const own = value.approvers.indexOf(value.requester)
      const again = value.approvers.findIndex((word, index) => value.approvers.indexOf(word) !== index)
      const at = (index: number) => [...path, 'approvers', index]
      return [
        ...(own < 0
          ? []
          : [
              {
                path: at(own),
                message: `${value.requester} would approve the own request`,
                expected: 'somebody else',
              },
            ]),
        ...(again < 0
          ? []
          : [
              {
                path: at(again),
                message: `${value.approvers[again]} stands here twice`,
                expected: 'two different people',
              },
            ]),
      ]
    }),
  ]
}

/** Identity services that others rely on, whose outage no documented fallback bridges. */
function withoutFallback(of: Estate): Complaint[] {
  const bridged = new Set(Object.values(of.fallbacks).map((fallback) => fallback.for))
  return (['idp', 'vault'] as const).flatMap((role) => {
    const service = serviceOf(of, role)
    if (service === undefined || bridged.has(service)) return []
    const reliant = Object.entries(of.services).filter(
      ([, value]) => value.role === 'relying-service' && value.calls.includes(service),
    )
    return reliant.map(([name, value]) => ({
      path: ['services', name, 'calls', value.calls.indexOf(service)],
      message: `${name} relies on ${service}, for whose outage no fallback is documented`,
      expected: `an entry under fallbacks with for: ${service}`,
    }))
  })
}
