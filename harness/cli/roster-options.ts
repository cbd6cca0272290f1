import type { Roster } from '../model/audit.ts'

/** Who takes part in a run, by name. */
export const rosterOptions = {
  coordinator: { type: 'string', describe: 'Who leads the drill' },
  approver: {
    type: 'string',
    array: true,
    default: [] as string[],
    describe: 'Who approved it; may be repeated',
  },
  witness: { type: 'string', describe: 'Who watches it' },
  participant: {
    type: 'string',
    array: true,
    default: [] as string[],
    describe: 'Who takes part in it; may be repeated',
  },
} as const

interface Names {
  readonly coordinator?: string
  readonly approver: readonly string[]
  readonly witness?: string
  readonly participant: readonly string[]
}

/** Undefined when nobody was named. */
export function rosterOf({ coordinator, approver, witness, participant }: Names): Roster | undefined {
  const somebody = coordinator || witness || approver.length > 0 || participant.length > 0
  return somebody ? { coordinator, approvers: approver, witness, participants: participant } : undefined
}
