import { describe, expect, test } from 'vitest'
import { readEstate } from '../../harness/readers/estate.ts'
import { changed, estateText, problemsOf, readEstateText, written } from './reading.ts'

const cases: readonly [name: string, from: string, to: string, said: readonly RegExp[]][] = [
  ['an unknown role', 'role: idp', 'role: ipd', [/^14:11: role is "ipd" .*did you mean idp\?/]],
  ['text for a port', 'port: 9443', 'port: "9443"', [/^9:11: port is "9443" \(expected a number\)/]],
  [
    'a port that is none',
    'port: 9443',
    'port: 94430',
    [/^9:11: port is the number 94430 \(expected at most 65535\)/],
  ],
  [
    'an unknown callee',
    'calls: [orders, ledger]',
    'calls: [orders, legder]',
    [/^10:21: .*no service named legder .*did you mean ledger\?/],
  ],
  [
    'an unknown callee of a caller',
    'calls: [gateway, idp], summary',
    'calls: [gateway, ipd], summary',
    [/^49:30: .*no service named ipd/],
  ],
  [
    'a service that calls itself',
    'calls: [orders, ledger]',
    'calls: [orders, gateway]',
    [/^10:21: gateway calls itself/],
  ],
  ['a caller named like a service', '  people: {', '  orders: {', [/^49:3: orders is a service already/]],
  [
    'two mistakes in one identity',
    'issuer: idp, expires: never, revocation: [idp, app-session]',
    'issuer: idq, expires: never, revocation: [idp, ap-session]',
    [/^54:\d+: .*no service named idq/, /^54:\d+: entry 2 is "ap-session" .*did you mean app-session\?/],
  ],
  [
    'a name outside .test',
    'domain: estate.test',
    'domain: estate.com',
    [/^4:9: domain is "estate.com" \(expected a name under .test\)/],
  ],
  ['a missing owner', '    owner: network-team\n', '', [/^7:3: owner is missing \(expected text\)/]],
  [
    'a service that runs nothing',
    '{ part: haproxy }',
    '{}',
    [/^12:10: run is a map \(expected part, image or command\)/],
  ],
  ['a name in capitals', '  vault:\n    role', '  Vault:\n    role', [/^19:3: "Vault" cannot be a key here/]],
  [
    'a duration without a unit',
    'drill: 300s',
    'drill: 300',
    [/drill is the number 300 \(expected text: a duration/],
  ],
  [
    'a fallback through what has failed',
    'via: [gateway, ledger, pager]',
    'via: [gateway, idp]',
    [/the fallback for idp relies on idp/],
  ],
  [
    'a fallback with an unknown runbook',
    'runbook: idp-outage',
    'runbook: idp-outag',
    [/no runbook named idp-outag .*did you mean idp-outage\?/],
  ],
  [
    'a fallback that would do without what it does not rely on',
    'via: [gateway, ledger, pager]',
    'via: [gateway, ledger, pager]\n    independent: [ledgr]',
    [/the fallback does not rely on ledgr .*did you mean ledger\?/],
  ],
  [
    'one approver',
    'approvers: [approver-one, approver-two]',
    'approvers: [approver-one]',
    [/approvers is a list \(expected at least 2 entries\)/],
  ],
  [
    'one approver twice',
    'approvers: [approver-one, approver-two]',
    'approvers: [approver-one, approver-one]',
    [/approver-one stands here twice/],
  ],
  [
    'a requester who approves',
    'approvers: [approver-one, approver-two]',
    'approvers: [ops-lead, approver-two]',
    [/ops-lead would approve the own request/],
  ],
]

describe('an estate with', () => {
  test.each(cases)('%s', async (_name, from, to, said) => {
    const problems = await problemsOf(readEstateText(changed(estateText, from, to)))
    // What else follows from the change (names that are gone) is said too, elsewhere.
    for (const pattern of said) expect(problems).toContainEqual(expect.stringMatching(pattern))
  })
})

describe('an estate', () => {
  test('that is good is read', async () => {
    const { estate } = await readEstateText(estateText)
    expect(estate.services.gateway).toMatchObject({
      role: 'gateway',
      port: 9443,
      calls: ['orders', 'ledger'],
    })
    expect(estate.lifetimes['access-token']).toMatchObject({ drill: 300_000 })
  })

  test('is warned of a dependency without a fallback, at the line of the service that relies on it', async () => {
    const { warnings } = await readEstate(written(estateText))
    expect(warnings).toEqual([
      expect.objectContaining({
        line: 39,
        column: 18,
        message: expect.stringContaining('ledger relies on vault'),
      }),
    ])
  })

  test('is warned for each service that relies on an IdP without a fallback', async () => {
    const at = estateText.indexOf('fallbacks:')
    const bare = `${estateText.slice(0, at)}fallbacks: {}\n\n${estateText.slice(estateText.indexOf('runbooks:'))}`
    const { warnings } = await readEstate(written(bare))
    expect(warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining('orders relies on idp'),
      expect.stringContaining('ledger relies on idp'),
      expect.stringContaining('ledger relies on vault'),
    ])
  })
})
