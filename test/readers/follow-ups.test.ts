import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import type { FollowUp } from '../../harness/model/audit.ts'
import { answers, lapsed } from '../../harness/model/follow-up.ts'
import { packageRoot } from '../../harness/model/home.ts'
import { readFollowUps } from '../../harness/readers/follow-ups.ts'
import { changed, problemsOf, written } from './reading.ts'

const good = `- finding: revocation/never-denied
  kind: accepted-risk
  owner: Ada Lovelace, finance
  until: 2026-12-31
  text: Offline tokens live 5 minutes; the gateway's list is late by design.
- finding: recovery/still-lost
  kind: remediation
  owner: platform-team
  until: 2026-09-01
  text: Give the pool a time-out.
  scenario: idp-down
  access: db-new
`
const reading = (text: string) => readFollowUps(written(text, 'follow-ups.yaml'))
const first = async (text: string) => (await reading(text))[0] as FollowUp

const wrong: readonly [name: string, from: string, to: string, said: RegExp][] = [
  ['no end date', '\n  until: 2026-12-31', '', /^1:3: until is missing \(expected .*last day of an accepted/],
  ['an empty end date', 'until: 2026-12-31', 'until:', /^4:\d+: until is empty \(expected text/],
  [
    'a day that no calendar has',
    '2026-12-31',
    '2026-02-30',
    /^4:10: until is "2026-02-30" \(expected a date/,
  ],
  ['no name', '\n  owner: Ada Lovelace, finance', '', /^1:3: owner is missing/],
  ['a blank name', 'Ada Lovelace, finance', '" "', /^3:10: owner is " " \(expected a name/],
  [
    'no reason',
    'revocation/never-denied',
    'revocation',
    /^1:12: finding is "revocation" \(expected an oracle/,
  ],
  ['another kind', 'accepted-risk', 'acepted-risk', /^2:9: kind is .*did you mean accepted-risk\?/],
  [
    'a slip in a key',
    'access: db-new',
    'acess: db-new',
    /^12:3: unknown key "acess" .*did you mean access\?/,
  ],
]

describe('follow-ups', () => {
  test('are read as they stand', async () => {
    expect(await reading(good)).toEqual([
      expect.objectContaining({ kind: 'accepted-risk', owner: 'Ada Lovelace, finance', until: '2026-12-31' }),
      expect.objectContaining({ kind: 'remediation', scenario: 'idp-down', access: 'db-new' }),
    ])
    expect(await reading('[]')).toEqual([])
  })

  test.each(wrong)('with %s are refused at the line', async (_name, from, to, said) => {
    expect(await problemsOf(reading(changed(good, from, to)))).toEqual([expect.stringMatching(said)])
  })

  test('that decide one thing twice are refused', async () => {
    const twice =
      good + good.slice(0, good.indexOf('- finding: recovery')).replace('2026-12-31', '2027-12-31')
    expect(await problemsOf(reading(twice))).toEqual([
      expect.stringMatching(/^13:12: entry 1 says "accepted-risk" of "revocation\/never-denied" already/),
    ])
  })

  test('of the documentation are right', async () => {
    const page = readFileSync(join(packageRoot(), 'docs', 'pipelines.md'), 'utf8')
    const shown = /```yaml\n(# follow-ups.yaml\n[^`]+)```/.exec(page)?.[1] ?? ''
    expect((await reading(shown)).map(({ kind }) => kind)).toEqual(['accepted-risk', 'remediation'])
  })

  test('that are no list are refused', async () => {
    expect(await problemsOf(reading('finding: x\n'))).toEqual([
      expect.stringMatching(/^1:1: the file is a map \(expected a list/),
    ])
  })

  test('of any shape are read or refused with a place, and never anything else', async () => {
    const entry = fc.record(
      {
        finding: fc.oneof(fc.constant('recovery/still-lost'), fc.jsonValue()),
        kind: fc.oneof(fc.constantFrom('remediation', 'accepted-risk'), fc.jsonValue()),
        owner: fc.oneof(fc.constant('a'), fc.jsonValue()),
        until: fc.oneof(fc.constant('2026-12-31'), fc.jsonValue()),
        text: fc.oneof(fc.constant('b'), fc.jsonValue()),
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.array(entry, { maxLength: 4 }), fc.jsonValue()), async (value) => {
        const said = await problemsOf(reading(stringify(value) || '""'))
        for (const problem of said) expect(problem).not.toMatch(/undefined:|\[object|NaN/)
      }),
      { numRuns: 200 },
    )
  })
})

describe('a follow-up', async () => {
  const wide = await first(good)
  const finding = { scenario: 'idp-down', finding: 'revocation/never-denied', access: 'revoked-token' }

  test('covers what it does not narrow down', () => {
    expect(answers(wide, finding)).toBe(true)
    expect(answers(wide, { ...finding, finding: 'revocation/revived' })).toBe(false)
  })

  test('covers no other scenario or access than it names', () => {
    expect(answers({ ...wide, scenario: 'idp-down', access: 'revoked-token' }, finding)).toBe(true)
    expect(answers({ ...wide, scenario: 'vault-down' }, finding)).toBe(false)
    expect(answers({ ...wide, access: 'revoked-person' }, finding)).toBe(false)
    expect(answers({ ...wide, access: 'revoked-token' }, { ...finding, access: undefined })).toBe(false)
  })

  test('holds to the end of its last day (UTC)', () => {
    expect(lapsed(wide, new Date('2026-12-31T23:59:59.999Z'))).toBe(false)
    expect(lapsed(wide, new Date('2027-01-01T00:00:00.000Z'))).toBe(true)
  })
})
