import type { Complaint, Path } from '../model/complaint.ts'
import { oneOf } from '../model/nearest.ts'

type Raw = Readonly<Record<string, unknown>>

interface Entry {
  readonly path: Path
  readonly name: string
  readonly value: Raw
}

interface Word {
  readonly path: Path
  readonly word: string
}

/**
 * Names in an estate that it does not know itself, and declarations that exclude each other. Works on whatever
 * the file holds, so that a mistake in one place hides none in another.
 */
export function checkEstate(value: unknown): Complaint[] {
  const of = isMap(value) ? value : {}
  return [...unknownNames(of), ...contradictions(of)]
}

function unknownNames(of: Raw): Complaint[] {
  const callers = [...entries(of, 'services'), ...entries(of, 'callers')]
  const fallbacks = entries(of, 'fallbacks')
  const runbooks = entries(of, 'runbooks')
  const services = [
    ...callers.flatMap((entry) => words(entry, 'calls')),
    ...entries(of, 'identities').flatMap((entry) => words(entry, 'issuer')),
    ...fallbacks.flatMap((entry) => [...words(entry, 'for'), ...words(entry, 'via')]),
  ]
  const people = runbooks.flatMap((entry) => [...words(entry, 'requester'), ...words(entry, 'approvers')])
  return [
    ...unknown(of, 'services', 'service', services),
    ...unknownHolders(of),
    ...unknown(of, 'identities', 'identity', people),
    ...unknown(
      of,
      'runbooks',
      'runbook',
      fallbacks.flatMap((entry) => words(entry, 'runbook')),
    ),
  ]
}

/** Limits name services, or roles that one of them holds. */
function unknownHolders(of: Raw): Complaint[] {
  const services = entries(of, 'services')
  const valid = services.flatMap(({ name, value }) =>
    typeof value.role === 'string' ? [name, value.role] : [name],
  )
  const limits = isMap(of.limits) ? of.limits : {}
  return words({ path: ['limits'], name: 'limits', value: limits }, 'blast-radius')
    .filter(({ word }) => !valid.includes(word))
    .map(({ path, word }) => ({
      path,
      message: `the estate has no service or role named ${word}`,
      expected: oneOf(word, [...new Set(valid)]),
    }))
}

function unknown(of: Raw, section: string, kind: string, named: readonly Word[]): Complaint[] {
  const valid = entries(of, section).map(({ name }) => name)
  return named
    .filter(({ word }) => !valid.includes(word))
    .map(({ path, word }) => ({
      path,
      message: `the estate has no ${kind} named ${word}`,
      expected: oneOf(word, valid),
    }))
}

function contradictions(of: Raw): Complaint[] {
  const services = entries(of, 'services')
  const names = services.map(({ name }) => name)
  return [
    ...entries(of, 'callers')
      .filter(({ name }) => names.includes(name))
      .map(
        ({ path, name }): Complaint => ({
          path,
          on: 'key',
          message: `${name} is a service already`,
          expected: 'another name',
        }),
      ),
    ...services.flatMap((entry) =>
      same(words(entry, 'calls'), entry.name, `${entry.name} calls itself`, 'other services'),
    ),
    ...entries(of, 'fallbacks').flatMap((entry) => {
      const lost = words(entry, 'for')[0]?.word
      const via = words(entry, 'via').map(({ word }) => word)
      return [
        ...same(
          words(entry, 'via'),
          lost,
          `the fallback for ${lost} relies on ${lost}`,
          'services outside the failed domain',
        ),
        ...words(entry, 'independent')
          .filter(({ word }) => !via.includes(word))
          .map(({ path, word }) => ({
            path,
            message: `the fallback does not rely on ${word}`,
            expected: oneOf(word, via),
          })),
      ]
    }),
    ...entries(of, 'runbooks').flatMap((entry) => approvals(entry)),
  ]
}

function approvals(runbook: Entry): Complaint[] {
  const requester = words(runbook, 'requester')[0]?.word
  const approvers = words(runbook, 'approvers')
  const again = approvers.filter(
    ({ word }, index) => approvers.findIndex((other) => other.word === word) !== index,
  )
  return [
    ...same(approvers, requester, `${requester} would approve the own request`, 'somebody else'),
    ...again.map(({ path, word }) => ({
      path,
      message: `${word} stands here twice`,
      expected: 'two different people',
    })),
  ]
}

function same(
  named: readonly Word[],
  name: string | undefined,
  message: string,
  expected: string,
): Complaint[] {
  return named.filter(({ word }) => word === name).map(({ path }) => ({ path, message, expected }))
}

function entries(of: Raw, section: string): Entry[] {
  const found = Object.hasOwn(of, section) ? of[section] : undefined
  if (!isMap(found)) return []
  return Object.entries(found).map(([name, value]) => ({
    path: [section, name],
    name,
    value: isMap(value) ? value : {},
  }))
}

/** The word or words below a key, as far as they are text. */
function words({ path, value }: Entry, key: string): Word[] {
  const found = Object.hasOwn(value, key) ? value[key] : undefined
  if (typeof found === 'string') return [{ path: [...path, key], word: found }]
  if (!Array.isArray(found)) return []
  return found.flatMap((word, index) =>
    typeof word === 'string' ? [{ path: [...path, key, index], word }] : [],
  )
}

function isMap(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
