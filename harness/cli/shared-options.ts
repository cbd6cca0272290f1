import { DrillError } from '../model/error.ts'
import type { Estate } from '../model/estate.ts'
import { referenceEstate } from './inputs.ts'

/** Options that several commands have. */
export const stackOptions = {
  estate: {
    type: 'string',
    default: referenceEstate,
    defaultDescription: 'the reference estate',
    describe: 'Estate file',
  },
  driver: { type: 'string', default: 'auto', describe: 'Stack driver: containers, processes or auto' },
  defect: {
    type: 'string',
    array: true,
    default: [] as string[],
    describe: 'Seed a defect, as service=defect or caller=defect, to see the drill fail; may be repeated',
  },
} as const

/** Who can have a seeded defect: services, and callers for their clients. */
export const partiesOf = ({ services, callers }: Estate): string[] => [
  ...Object.keys(services),
  ...Object.keys(callers),
]

/** `['orders=session-cached']` → `{ orders: ['session-cached'] }`. Throws `usage` for anything else. */
export function defectsOf(words: readonly string[], parties: readonly string[]): Record<string, string[]> {
  const defects: Record<string, string[]> = {}
  for (const word of words) {
    const [service = '', defect] = word.split('=')
    if (!defect || !parties.includes(service))
      throw new DrillError('usage', `"${word}" names no defect`, {
        next: `give service=defect, such as orders=session-cached; services and callers: ${parties.join(', ')}`,
      })
    defects[service] = [...(defects[service] ?? []), defect]
  }
  return defects
}
