/** What a claim about a control may rest on. A run has each of these, or the opposite was seen, or it has not got it. */
export const groundNames = [
  'fallback-access',
  'session-continuity',
  'revocation',
  'fail-closed',
  'recovery',
  'fault-proven',
  'fault-undone',
  'refusals',
  'impostor-refused',
  'machine-revoked',
  'emergency-approved',
  'emergency-ended',
  'key-rotated',
  'alerted',
  'runbook-followed',
  'people-took-part',
  'plan-approved',
  'numbered',
  'prediction',
  'objective',
  'follow-up',
  'inventory',
  'lifetimes',
] as const
export type GroundName = (typeof groundNames)[number]

/** Something that this drill supports about a control, as long as the run has everything that it rests on. */
export interface Claim {
  readonly needs: readonly GroundName[]
  readonly text: string
}

export interface Control {
  readonly id: string
  /** Its id in the framework's other numbering. */
  readonly also?: string
  /** Official title, or official text where there is no title. */
  readonly title: string
  readonly claims: readonly Claim[]
  /** A drill can give a part of it at most, however much it has. */
  readonly partOnly?: true
  /** What no drill of this kind shows about it, however it went. */
  readonly never: string
}

export interface Framework {
  readonly id: string
  readonly name: string
  /** The document that ids and titles were taken from. */
  readonly source: string
  /** What the other numbering is. */
  readonly also?: string
  readonly controls: readonly Control[]
}
