import type { Evidence } from '../report.ts'
import { oneLine } from '../words.ts'
import { idOf, some, token } from './text.ts'

export interface Part {
  readonly role: string
  readonly name: string
  readonly type: 'person' | 'organization'
}

const person = (role: string, name: string | undefined): Part[] =>
  name ? [{ role, name, type: 'person' }] : []

/** Whom the run names as taking part. */
export function roster({ audit }: Evidence): Part[] {
  const { coordinator, approvers, witness, participants } = audit.roster
  return [
    ...person('coordinator', coordinator),
    ...approvers.flatMap((name) => person('approver', name)),
    ...person('witness', witness),
    ...participants.flatMap((name) => person('participant', name)),
    ...audit.signOffs.flatMap(({ role, who }) => person(role, who)),
  ]
}

/** Who must act on what was found. Told as organizations: they are mostly teams. */
export function owners({ audit, judgement }: Evidence): Part[] {
  const names = [
    ...audit.followUps.map(({ owner }) => owner),
    ...judgement.findings.flatMap(({ reasons }) => reasons.flatMap(({ owner }) => owner ?? [])),
  ]
  return [...new Set(names)].map((name) => ({ role: 'owner', name, type: 'organization' }))
}

export function partyOf(evidence: Evidence, name: string): string {
  return idOf(evidence, 'party', name)
}

/** Parties, their roles, and who is responsible in which of them. */
export function people(evidence: Evidence, all: readonly Part[]) {
  const named = [...Map.groupBy(all, ({ name }) => name)]
  const roles = [...Map.groupBy(all, ({ role }) => token(role))]
  return {
    ...some(
      'roles',
      roles.map(([id, [first]]) => ({ id, title: oneLine(first?.role ?? id) })),
    ),
    ...some(
      'parties',
      named.map(([name, [first]]) => ({
        uuid: partyOf(evidence, name),
        type: first?.type ?? 'person',
        name: oneLine(name),
      })),
    ),
    ...some(
      'responsible-parties',
      roles.map(([id, group]) => ({
        'role-id': id,
        'party-uuids': [...new Set(group.map(({ name }) => partyOf(evidence, name)))],
      })),
    ),
  }
}
