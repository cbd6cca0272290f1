/** Whether a run has something that claims rest on: it was seen, its opposite was seen, or neither. */
export interface Ground {
  readonly state: 'held' | 'broken' | 'absent'
  readonly text: string
  /** Sequence numbers of the journal. */
  readonly events: readonly number[]
}

export const held = (text: string, events: readonly number[] = []): Ground => ({
  state: 'held',
  text,
  events,
})
export const broken = (text: string, events: readonly number[] = []): Ground => ({
  state: 'broken',
  text,
  events,
})
export const absent = (text: string): Ground => ({ state: 'absent', text, events: [] })

export function judged(good: boolean, text: string, events: readonly number[] = []): Ground {
  return good ? held(text, events) : broken(text, events)
}
