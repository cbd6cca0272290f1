import { expect, test } from 'vitest'
import { judge } from '../../harness/engine/judge.ts'
import type { Plan, PlannedExpectation } from '../../harness/model/plan.ts'
import type { History } from '../../harness/model/record.ts'
import { oracles } from '../../harness/oracles/index.ts'
import { phaseOf, plan } from './synthetic-plan.ts'
import { moments, run, type World } from './synthetic-run.ts'

const finding = (history: History, of: Plan, oracle: string) =>
  judge(history, of, oracles).findings.find((one) => one.oracle === oracle)
const failures = (history: History, of: Plan) =>
  judge(history, of, oracles).findings.flatMap(({ oracle, reasons }) =>
    reasons.filter(({ verdict }) => verdict === 'failed').map(({ code }) => `${oracle}/${code}`),
  )

/** The key behind offline tokens is removed for the outage, and trusted for ten seconds more. */
const cacheMs = 10_000
const denied: Partial<PlannedExpectation> = { outcome: 'denied', withinMs: 14_000 }
const keyPlan: Plan = {
  ...plan,
  faults: plan.faults.map((fault) => ({ ...fault, removes: 'signing-key' as const })),
  frontier: [{ access: 'token-offline', continuityMs: cacheMs, staleMs: cacheMs, because: '' }],
  expectations: plan.expectations.map((one) =>
    one.access === 'token-offline' && one.phase === 'during' ? { ...one, ...denied } : one,
  ),
}
const trusting = (ms: number): World => ({
  outcome: (access, atMs, clean) =>
    access === 'token-offline' && atMs > moments.cut + ms && atMs < moments.healed ? 'denied' : clean,
})

test('a removed key that is trusted for as long as keys are cached passes, and is measured', () => {
  const { verdict, measures } = finding(run(trusting(cacheMs)), keyPlan, 'fail-closed') ?? {}
  expect(verdict).toBe('passed')
  expect(measures).toMatchObject([{ name: 'revocation-of-key', access: 'token-offline' }])
  const [{ lowMs = 0, highMs = 0, text = '' } = {}] = measures ?? []
  expect(lowMs).toBeLessThanOrEqual(cacheMs)
  expect(highMs).toBeGreaterThan(cacheMs)
  expect(highMs - lowMs).toBeLessThan(2_000)
  expect(text).toMatch(/10.0 s were predicted/)
})

test('one that is trusted for good fails, and nothing is measured', () => {
  const history = run(trusting(1_000_000))
  expect(failures(history, keyPlan)).toEqual(['fail-closed/granted-though-refused'])
  expect(finding(history, keyPlan, 'fail-closed')?.measures).toEqual([])
})

test('a refusal that is answered with the status of a success fails', () => {
  const history = run({ extra: (access) => (access === 'forged-token' ? { status: 200 } : {}) })
  expect(failures(history, plan)).toEqual(['fail-closed/denial-answered-200'])
})

/** An agent's ended credential in the place of a token that nobody may use. */
const { fromMs, toMs } = phaseOf('during')
const agentPlan: Plan = {
  ...plan,
  revocations: [],
  steps: plan.steps.filter(({ step }) => step !== 'revoke' && step !== 'disarm'),
  workloads: plan.workloads.map((one) =>
    one.workload === 'impostor' ? { ...one, classes: [...one.classes, 'agent-ended'] } : one,
  ),
  expectations: [
    ...plan.expectations.filter(({ access }) => !/^(revoked|emergency)/.test(access)),
    { access: 'agent-ended', phase: 'during', outcome: 'refused', fromMs, toMs, withinMs: 0 },
  ],
}

test('an agent whose credential outlives its task fails revocation', () => {
  const tried = (outcome: 'granted' | 'denied'): History =>
    run().map((entry) =>
      entry.type === 'attempt' && entry.access === 'forged-token'
        ? { ...entry, access: 'agent-ended', outcome }
        : entry,
    )
  expect(finding(tried('denied'), agentPlan, 'revocation')?.verdict).toBe('passed')
  const failed = finding(tried('granted'), agentPlan, 'revocation')
  expect(failed?.verdict).toBe('failed')
  expect(failed?.reasons.map(({ code }) => code)).toContain('granted-though-refused')
})
