import type { Attempt, Fact, History, JournalRecord } from '../../harness/model/record.ts'
import type { Contact, LoggedCall } from '../../harness/model/trace.ts'

/** A history of these facts, one after the other. */
export function historyOf(...facts: readonly Fact[]): History {
  return facts.map((fact, index): JournalRecord => {
    return { seq: index + 1, atMs: index, time: '2026-01-01T00:00:00.000Z', ...fact }
  })
}

export function attempt(of: Partial<Attempt> = {}): Attempt {
  return {
    ...{ type: 'attempt', actor: 'clerk', access: 'refresh', beganMs: 10_000, endMs: 10_200 },
    ...{ outcome: 'unavailable', requestId: 'r-1', ...of },
  }
}

export const contact = (to: string, of: Partial<Contact> = {}): Contact => ({
  ...{ to, reached: 'answer', fresh: true, ...of },
})

export const logged = (service: string, of: Partial<LoggedCall> = {}): LoggedCall => ({
  ...{ service, caller: 'gateway', kind: 'call', atMs: 10_100, ...of },
})

export const trace = (seq: number, ...calls: readonly LoggedCall[]): Fact => ({
  ...{ type: 'trace', attempt: seq, requestId: 'r-1', calls },
})
