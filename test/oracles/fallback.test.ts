import { describe, expect, it } from 'vitest'
import { judge } from '../../harness/engine/judge.ts'
import type { Plan } from '../../harness/model/plan.ts'
import type { Fact } from '../../harness/model/record.ts'
import { oracles } from '../../harness/oracles/index.ts'
import { plan } from './synthetic-plan.ts'
import { run, type Timed } from './synthetic-run.ts'

/** The drill with its vault client as the estate's way around the IdP. */
const marked: Plan = {
  ...plan,
  owners: { ...plan.owners, envelope: 'custodians' },
  workloads: plan.workloads.map((entry) =>
    entry.workload === 'vault-client' ? { ...entry, options: {}, fallback: 'envelope' } : entry,
  ),
}
/** The same without emergency access, and without anybody who is revoked or disarmed. */
const alone: Plan = {
  ...marked,
  workloads: marked.workloads.filter(({ workload }) => workload !== 'emergency-access'),
  expectations: marked.expectations.filter(({ access }) => !access.startsWith('emergency')),
  steps: [],
}
const lost = {
  outcome: (access: string, ms: number, clean: 'granted' | 'denied' | string) =>
    access === 'db-new' && ms > 30_000 && ms < 60_000 ? 'unavailable' : clean,
} as Parameters<typeof run>[0]
const untold = {
  facts: (facts: readonly Timed[]) => facts.filter(({ fact }: { fact: Fact }) => fact.type !== 'alert'),
}
const finding = (of: Plan, world?: Parameters<typeof run>[0], oracle = 'fallback-access') =>
  judge(run(world), of, oracles).findings.find((each) => each.oracle === oracle)

describe('a workload that is marked as a fallback', () => {
  it('keeps the promise of the fallback', () => {
    const kept = finding(marked)
    expect(kept?.verdict).toBe('passed')
    expect(kept?.reasons.map(({ access }) => access)).toContain('db-new')
    expect(finding(plan)?.reasons.map(({ access }) => access)).not.toContain('db-new')
  })

  it('breaks it, and not the continuity of sessions, when it gives no access', () => {
    const broken = finding(marked, lost)
    expect(broken?.verdict).toBe('failed')
    expect(broken?.reasons.find(({ code }) => code === 'not-granted')?.owner).toBe('custodians')
    expect(finding(marked, lost, 'session-continuity')?.verdict).toBe('passed')
    expect(finding(plan, lost)?.verdict).toBe('passed')
    expect(finding(plan, lost, 'session-continuity')?.verdict).toBe('failed')
  })

  it('needs neither arming nor alerts; emergency access beside it does', () => {
    expect(finding(alone, untold)?.verdict).toBe('passed')
    expect(finding(marked, untold)?.verdict).toBe('inconclusive')
  })
})
