import { describe, expect, test } from 'vitest'
import type { Control } from '../../harness/model/record.ts'
import { tryReissue } from '../../harness/workloads/vault/reissue.ts'
import type { VaultToken } from '../../harness/workloads/vault/vault.ts'
import type { Result } from '../../harness/workloads/workload.ts'

const token: VaultToken = { value: 'hvs.secret', accessor: 'a', expiresMs: Date.now() + 60_000 }

async function tried(answer: Result | Error, held: { token?: VaultToken } = { token }) {
  const told: Omit<Control, 'type' | 'actor'>[] = []
  const recorder = { control: (fact: (typeof told)[number]) => void told.push(fact), nowMs: () => 5 }
  const reissue = async () => {
    if (answer instanceof Error) throw answer
    return answer
  }
  await tryReissue({ reissue }, held, 'reporter', { recorder, signal: new AbortController().signal })
  expect(JSON.stringify(told)).not.toContain('hvs.secret')
  return told.map(({ control, outcome }) => [control, outcome])
}

describe('issuing a new secret with the client’s own token', () => {
  const control = 'secret-reissued-by-its-holder'
  test.each([
    ['refused for want of the right', { outcome: 'denied', status: 403 }, 'denied'],
    ['refused for another reason, which proves nothing', { outcome: 'denied', status: 400 }, 'indeterminate'],
    ['let through', { outcome: 'granted', status: 200 }, 'granted'],
    ['unanswered', Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }), 'unavailable'],
  ] as const)('%s', async (_name, answer, outcome) => {
    expect(await tried(answer as Result | Error)).toEqual([[control, outcome]])
  })

  test('without a token there is nothing to try', async () => {
    expect(await tried({ outcome: 'granted' }, {})).toEqual([[control, 'indeterminate']])
  })
})
