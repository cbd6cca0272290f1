import { describe, expect, test } from 'vitest'
import { changed, estateText, scenarioText } from '../readers/reading.ts'

import { refused } from './planning.ts'

describe('promises that exclude each other are refused:', () => {
  const change = (from: string, to: string) => changed(scenarioText, from, to)
  const row = (access: string, from: string, to: string) => {
    const at = scenarioText.indexOf(`  ${access}:`)
    return scenarioText.slice(0, at) + changed(scenarioText.slice(at), from, to)
  }

  test.each<[string, string, RegExp]>([
    [
      'a login while the IdP is cut',
      row('fresh-login', 'unavailable within 2s', 'granted'),
      /^35:50: fresh-login cannot be granted: people → idp is cut from during to recovery/,
    ],
    [
      'introspection while the IdP is cut',
      row('token-introspected', 'unavailable within 2s', 'granted within 5s'),
      /^38:50: token-introspected cannot be granted: ledger → idp is cut/,
    ],
    [
      'recovery judged before the fault has ended',
      changed(
        row('client-credentials', 'granted within 40s', 'granted'),
        '{ service: idp }',
        '{ service: idp, until: recovery + 10s }',
      ),
      /client-credentials cannot be granted: machines → idp is cut from during to recovery \+ 10s/,
    ],
    [
      'a denial before the revocation',
      row('revoked-token', 'denied within 15s', 'denied within 5s'),
      /^44:50: revoked-token cannot be denied from during \+ 5s on: leaver is revoked at during \+ 10s only/,
    ],
    [
      'a denial before its deadline',
      row('revoked-token', 'denied within 15s', 'denied within 12s'),
      /^44:50: revoked-token is denied from during \+ 12s on, but the revocation has until during \+ 15s/,
    ],
    [
      'a denial over a channel that is cut',
      row('revoked-person', 'unavailable within 2s', 'denied within 50s'),
      /^45:50: revoked-person cannot be denied from during \+ 50s on: the channel idp is cut until recovery/,
    ],
    [
      'access after the revocation',
      row('revoked-token', 'after: denied', 'after: granted'),
      /^44:\d+: revoked-token cannot stay granted: leaver is revoked at during \+ 10s/,
    ],
    [
      'a deadline after the run',
      change('via: idp, within: 15s', 'via: idp, within: 65s'),
      /^23:84: the denial of mover is due 145s into a run of 145s/,
    ],
    [
      'emergency access that ends in mid-outage',
      change('ttl: 150s', 'ttl: 30s'),
      /^25:72: emergency access ends at during \+ 45s, but emergency-armed is promised from during \+ 25s to recovery/,
    ],
    [
      'emergency access before it is armed',
      change('during + 15s, arm', 'during + 30s, arm'),
      /^52:\d+: emergency-armed is promised from during \+ 25s .* armed from during \+ 30s/,
    ],
    [
      'emergency access after it is disarmed',
      change('recovery + 15s, disarm', 'during + 40s, disarm'),
      /^52:\d+: emergency-armed is promised .* armed from during \+ 15s to during \+ 40s/,
    ],
    [
      'emergency access that is never armed',
      change('  - { at: during + 15s, arm: { runbook: idp-outage, approvals: 2, ttl: 150s } }\n', ''),
      /^51:\d+: emergency-armed is promised .* never armed/,
    ],
  ])('%s', async (_name, text, said) => {
    expect(await refused(text)).toContainEqual(expect.stringMatching(said))
  })

  test('a token that does not live through the outage', async () => {
    const on = changed(estateText, 'access-token:        { drill: 300s', 'access-token:        { drill: 40s')
    const problems = await refused(scenarioText, on)
    expect(problems).toContainEqual(
      expect.stringMatching(
        /^37:50: token-offline cannot be granted: machines → idp is cut .* only 40s of it is bridged, by access-token/,
      ),
    )
  })

  test('a denial that may be the token’s own expiry', async () => {
    const on = changed(estateText, 'access-token:        { drill: 300s', 'access-token:        { drill: 90s')
    const problems = await refused(scenarioText, on)
    expect(problems).toEqual([
      expect.stringMatching(
        /^23:84: by recovery \+ 15s revoked-person may have expired by itself .* would prove nothing/,
      ),
    ])
  })

  test('a grace that ends before the outage does', async () => {
    const on = changed(estateText, 'session-grace:       { drill: 180s', 'session-grace:       { drill: 20s')
    const problems = await refused(scenarioText, on)
    expect(
      problems.filter((problem) =>
        /only 30s of it is bridged, by session-refresh and session-grace/.test(problem),
      ),
    ).toHaveLength(2)
  })
})
