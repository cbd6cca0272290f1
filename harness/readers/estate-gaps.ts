import type { Complaint } from '../model/complaint.ts'
import { type Estate, serviceOf } from '../model/estate.ts'

/** Identity services that others rely on, whose outage no documented fallback bridges. */
export function withoutFallback(of: Estate): Complaint[] {
  const bridged = new Set(Object.values(of.fallbacks).map((fallback) => fallback.for))
  return (['idp', 'vault'] as const).flatMap((role) => {
    const service = serviceOf(of, role)
    if (service === undefined || bridged.has(service)) return []
    return Object.entries(of.services)
      .filter(([, value]) => value.role === 'relying-service' && value.calls.includes(service))
      .map(([name, value]) => ({
        path: ['services', name, 'calls', value.calls.indexOf(service)],
        message: `${name} relies on ${service}, for whose outage no fallback is documented`,
        expected: `an entry under fallbacks with for: ${service}`,
      }))
  })
}
