import { describe, expect, it } from 'vitest'
import { judge } from '../../harness/engine/judge.ts'
import type { JournalRecord } from '../../harness/model/record.ts'
import type { Verdict } from '../../harness/model/words.ts'
import type { Oracle } from '../../harness/oracles/oracle.ts'
import { plan } from '../oracles/synthetic-plan.ts'
import { run } from '../oracles/synthetic-run.ts'

const history = run()
const says = (name: string, verdict: Verdict): Oracle => ({
  name,
  promise: name,
  judge: () => ({ oracle: name, promise: name, verdict, summary: verdict, reasons: [], measures: [] }),
})
const crashing: Oracle = {
  name: 'crashing',
  promise: 'crashes',
  judge: () => {
    throw new TypeError('no such record')
  },
}

describe('judge', () => {
  it('takes the run from the journal and the scenario from the plan', () => {
    const judged = judge(history, plan, [says('one', 'passed')])
    expect(judged).toMatchObject({ run: '20261125T101500-idp-down', scenario: 'idp-down', verdict: 'passed' })
  })

  it('is as bad as its worst finding', () => {
    expect(judge(history, plan, [says('a', 'passed'), says('b', 'inconclusive')]).verdict).toBe(
      'inconclusive',
    )
    expect(judge(history, plan, [says('a', 'failed'), says('b', 'inconclusive')]).verdict).toBe('failed')
  })

  it('turns a crash into an errored finding and still shows the others', () => {
    const judged = judge(history, plan, [crashing, says('b', 'failed')])
    expect(judged.verdict).toBe('errored')
    expect(judged.findings.map((finding) => finding.verdict)).toEqual(['errored', 'failed'])
    expect(judged.findings[0]?.reasons[0]?.text).toContain('no such record')
  })

  it('leaves out a promise that the plan never made', () => {
    const absent: Oracle = { ...says('absent', 'failed'), applies: () => false }
    expect(
      judge(history, plan, [absent, says('b', 'passed')]).findings.map((finding) => finding.oracle),
    ).toEqual(['b'])
  })

  it('passes nothing when there is nothing to judge by', () => {
    expect(judge(history, plan, []).verdict).toBe('inconclusive')
  })

  it('is errored by a credential that outlives the run, unless the estate was found to honour such', () => {
    const proof = {
      type: 'proof.dead',
      actor: 'leaver',
      credential: 'a token',
      ok: false,
      outcome: 'granted',
    }
    const stamp = { seq: 9_001, atMs: 1, time: '2026-11-25T10:15:00.000Z', beganMs: 1, endMs: 1 }
    const proving = (ok: boolean) => [...history, { ...stamp, ...proof, ok } as JournalRecord]
    const judged = judge(proving(false), plan, [says('a', 'passed')])
    expect(judged.verdict).toBe('errored')
    expect(judged.findings.at(-1)).toMatchObject({
      oracle: 'clean-up',
      reasons: [{ code: 'credential-survives', events: [9_001] }],
    })
    expect(judge(proving(true), plan, [says('a', 'passed')])).toEqual(
      judge(history, plan, [says('a', 'passed')]),
    )
    expect(judge(proving(false), plan, [says('a', 'failed')]).findings).toHaveLength(1)
  })
})
