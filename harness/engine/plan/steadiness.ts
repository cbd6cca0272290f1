import type { Complaint } from '../../model/complaint.ts'
import type { Outline } from './outline.ts'

/** What must be seen working before anything is injected; a drill that promises nothing there could prove nothing. */
export function checkSteadiness({ draft, faults, phases }: Outline): Complaint[] {
  const expected = draft.expected.some(({ phase, outcome }) => phase === 'before' && outcome === 'granted')
  const unproven = expected
    ? []
    : [
        {
          path: ['expect'],
          on: 'key' as const,
          message: 'nothing is expected to work before the outage: a steady state could not be proven',
          expected: 'at least one access path with before: granted',
        },
      ]
  const startMs = phases[0]?.fromMs ?? 0
  const early = draft.faults
    .filter((_, index) => (faults[index]?.fromMs ?? startMs) <= startMs)
    .map(({ path, word }) => ({
      path: [...path, 'at'],
      message: `${word} begins with the run: a steady state could not be proven`,
      expected: 'a later beginning',
    }))
  return [...unproven, ...early]
}
