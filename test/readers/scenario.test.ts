import { describe, expect, test } from 'vitest'
import { readScenario } from '../../harness/readers/scenario.ts'
import { catalog, changed, estate, problemsOf, readScenarioText, scenarioText, written } from './reading.ts'

const target = '{ service: idp }\n'

/** What is changed in the good scenario, and what is said of it: place, complaint, expectation. */
const cases: readonly [name: string, from: string, to: string, said: readonly RegExp[]][] = [
  [
    'an unknown key at the root',
    'teaches:',
    'teachs:',
    [/^2:1: teaches is missing/, /^4:1: unknown key "teachs" .*did you mean teaches\?/],
  ],
  [
    'an unknown option',
    'service: idp',
    'servce: idp',
    [/^9:20: unknown key "servce" .*did you mean service\?/],
  ],
  [
    'an unknown service',
    'service: idp',
    'service: ipd',
    [/^9:29: .*no service or role named ipd .*did you mean idp\?/],
  ],
  [
    'an ambiguous role',
    'service: idp',
    'service: relying-service',
    [/^9:29: 2 services hold .*one of orders, ledger/],
  ],
  [
    'a fault of another kind of server',
    'unreachable: { service: idp }',
    'sealed: { service: idp }',
    [/^9:24: sealed is a fault of a vault, and idp is none \(expected .*vault/],
  ],
  [
    'a name from JavaScript',
    'service: idp',
    'service: constructor',
    [/^9:29: .*no service or role named constructor/],
  ],
  [
    'an unknown fault',
    'unreachable:',
    'unreachble:',
    [/^9:5: .*no fault named unreachble .*did you mean unreachable\?/],
  ],
  [
    'an unknown workload',
    'browser-session:',
    'browser-sesion:',
    [/^12:5: .*no workload named browser-sesion .*did you mean browser-session\?/],
  ],
  [
    'an unknown step',
    'restart: {',
    'restrat: {',
    [/^26:26: .*no step named restrat .*did you mean restart\?/],
  ],
  [
    'an unknown identity',
    'identity: clerk',
    'identity: clerck',
    [/^12:36: .*no identity named clerck .*did you mean clerk\?/],
  ],
  [
    'an unknown twin',
    'twin: stayer',
    'twin: slayer',
    [/^15:50: .*no identity named slayer .*did you mean stayer\?/],
  ],
  [
    'an unknown runbook',
    'arm: { runbook: idp-outage',
    'arm: { runbook: idp-outag',
    [/^25:41: .*no runbook named idp-outag .*did you mean idp-outage\?/],
  ],
  [
    'an unknown phase',
    '  reconnect:          { before',
    '  reconnect:          { befor',
    [/^32:25: unknown key "befor" .*did you mean before\?/],
  ],
  [
    'an unknown outcome',
    'during: granted within 25s',
    'during: grantd',
    [/^52:33: during is "grantd" \(expected an outcome/],
  ],
  ['a number for a duration', 'every: 2s }', 'every: 2 }', [/^12:50: every is the number 2 \(expected text/]],
  [
    'a word for a duration',
    'during: 60s',
    'during: sixty',
    [/^6:32: during is "sixty" \(expected a duration/],
  ],
  [
    'a map for a list',
    'faults:\n  - unreachable',
    'faults:\n  unreachable',
    [/^9:3: faults is a map \(expected a list\)/],
  ],
  [
    'a word for a map',
    '- unreachable: { service: idp }',
    '- unreachable',
    [/^9:5: entry 1 is "unreachable" \(expected a map\)/],
  ],
  [
    'options that are missing',
    ' { service: idp }\n',
    '\n',
    [/^9:17: unreachable is empty \(expected a map\)/],
  ],
  [
    'options beside their word',
    'unreachable: { service: idp }',
    'unreachable: { service: idp }\n    until: recovery',
    [/^10:5: until stands beside unreachable/, /^10:12: until is "recovery" \(expected a map\)/],
  ],
  ['a missing phase', 'during: 60s, ', '', [/^6:1: during is missing \(expected a duration/]],
  ['a missing moment', 'at: during + 10s, ', '', [/^22:5: at is missing/]],
  [
    'a step without a word',
    ', restart: { service: idp }',
    '',
    [/^26:5: no step is named \(expected one of revoke, arm, disarm, restart, ask\b/],
  ],
  [
    'two words in a step',
    'restart: { service: idp }',
    'restart: { service: idp }, disarm: { runbook: idp-outage }',
    [/^26:53: disarm stands beside restart/],
  ],
  [
    'two targets',
    'service: idp }',
    'service: idp, edge: { from: orders, to: idp } }',
    [/^9:34: unreachable has two targets/],
  ],
  ['no target', '{ service: idp }', '{}', [/^9:5: unreachable has no target/]],
  [
    'an edge that is not there',
    '{ service: idp }',
    '{ edge: { from: orders, to: vault } }',
    [/^9:46: orders does not call vault \(expected one of idp, database\)/],
  ],
  [
    'a workload without expectations',
    '  app-session:        {',
    '  app-sesion:         {',
    [
      /^12:5: browser-session yields app-session, of which nothing is expected/,
      /^31:3: no workload yields app-sesion .*did you mean app-session\?/,
    ],
  ],
  [
    'an empty expectation',
    '  no-token:           { before: refused, during: refused, recovery: refused, after: refused }',
    '  no-token:           {}',
    [/^50:23: nothing is expected of no-token/],
  ],
  [
    'one class twice',
    'as: revoked-person',
    'as: revoked-token',
    [
      /^16:5: revoked-token is yielded by an earlier workload too/,
      /^45:3: no workload yields revoked-person/,
    ],
  ],
  [
    'a fault that never ends',
    target,
    '{ service: idp, at: recovery + 2s }\n',
    [/^9:38: unreachable has no end/],
  ],
  [
    'a fault that outlives the run',
    target,
    '{ service: idp, until: after + 25s }\n',
    [/^9:41: unreachable ends 5s after the run/],
  ],
  [
    'a fault that lasts beyond the run',
    target,
    '{ service: idp, for: 5m }\n',
    [/^9:39: unreachable ends 175s after the run/],
  ],
  [
    'a fault with two ends',
    target,
    '{ service: idp, for: 30s, until: recovery }\n',
    [/^9:39: unreachable has two ends/],
  ],
  [
    'a fault that ends first',
    target,
    '{ service: idp, at: during + 20s, until: during + 10s }\n',
    [/^9:59: unreachable ends before it begins/],
  ],
  [
    'a step after its phase',
    'recovery + 15s',
    'recovery + 95s',
    [/^27:11: disarm comes when recovery is over/],
  ],
  [
    'a deadline beyond its phase',
    'during: denied within 15s',
    'during: denied within 60s',
    [/^44:50: within 60s leaves nothing of during/],
  ],
  ['a phase of no length', 'after: 20s', 'after: 0s', [/^6:59: after is too short/]],
  ['a run of days', 'during: 60s', 'during: 48h', [/^6:1: the run takes/]],
  [
    'a revocation that nobody shows',
    'revoke: { identity: leaver',
    'revoke: { identity: clerk',
    [/^22:45: no workload shows whether clerk is revoked \(expected one of leaver, mover, quitter\)/],
  ],
  [
    'a channel that the estate does not declare',
    'via: idp, within: 15s',
    'via: gateway-denylist, within: 15s',
    [/^23:71: the estate declares no revocation of mover via gateway-denylist \(expected idp\)/],
  ],
  [
    'arming without emergency access',
    '  - emergency-access:  { runbook: idp-outage, every: 1s }\n',
    '',
    [
      /^24:41: arm acts on the runbook idp-outage, whose emergency access no workload tries/,
      /^26:46: disarm acts/,
      /^50:3: no workload yields emergency-unarmed/,
      /^51:3/,
      /^52:3/,
    ],
  ],
  [
    'a duplicate key',
    'scenario: idp-down',
    'scenario: idp-down\nscenario: idp-up',
    [/^3:1: the key scenario stands here twice/],
  ],
  ['__proto__', 'title:', '"__proto__": { a: 1 }\ntitle:', [/^3:1: the key __proto__ is not allowed/]],
  ['a custom tag', 'phases: {', 'phases: !map {', [/^6:9: not plain YAML: Unresolved tag: !map/]],
  ['a tag of YAML 1.1', 'phases: {', 'phases: !!binary {', [/^6:9: not plain YAML/]],
  ['a second document', 'faults:\n', '---\nfaults:\n', [/^8:1: a second YAML document begins here/]],
  ['a broken flow list', 'title: Nobody', 'title: [Nobody', [/^4:1: not valid YAML/]],
]

describe('a scenario with', () => {
  test.each(cases)('%s', async (_name, from, to, said) => {
    const problems = await problemsOf(readScenarioText(changed(scenarioText, from, to)))
    expect(problems).toHaveLength(said.length)
    for (const [index, pattern] of said.entries()) expect(problems[index]).toMatch(pattern)
  })

  test('several mistakes has them all told at once, in the order of the file', async () => {
    const broken = [
      ['service: idp', 'service: ipd'],
      ['identity: clerk', 'identity: clerck'],
      ['during + 10s', 'during + 10'],
      ['during: granted within 25s', 'during: grantd'],
    ].reduce((text, [from, to]) => changed(text, from ?? '', to ?? ''), scenarioText)
    const problems = await problemsOf(readScenarioText(broken))
    expect(problems.map((problem) => problem.split(':', 1)[0])).toEqual(['9', '12', '22', '52'])
  })
})

describe('a good scenario', () => {
  test('is read as it stands', async () => {
    const { scenario, text } = await readScenarioText(scenarioText)
    expect(text).toBe(scenarioText)
    expect(scenario).toMatchObject({ scenario: 'idp-down', phases: { before: 20_000, during: 60_000 } })
  })

  test('may use an anchor', async () => {
    const anchored = changed(
      changed(scenarioText, 'during: granted,', 'during: &yes granted,'),
      'recovery: granted,',
      'recovery: *yes ,',
    )
    expect(await problemsOf(readScenarioText(anchored))).toEqual([])
  })

  test('is read without an estate, whose names are then not looked up', async () => {
    const file = written(changed(scenarioText, 'identity: clerk', 'identity: clerck'))
    expect(await problemsOf(readScenario(file, catalog))).toEqual([])
    expect(await problemsOf(readScenario(file, catalog, estate))).toHaveLength(1)
  })
})
