import type { Finding } from '../harness/model/finding.ts'

/** What speaks against a promise, worst first, as plain lines. */
export function complaints({ reasons }: Finding): string[] {
  return reasons
    .filter((reason) => reason.verdict !== 'passed')
    .map((reason) => {
      const owner = reason.owner ? ` (owner: ${reason.owner})` : ''
      const events = reason.events.length > 0 ? ` [events ${reason.events.join(', ')}]` : ''
      return `${reason.code}: ${reason.text}${owner}${events}`
    })
}
