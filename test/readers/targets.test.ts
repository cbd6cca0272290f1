import { describe, expect, test } from 'vitest'
import { readTargets } from '../../harness/readers/targets.ts'
import { changed, problemsOf, written } from './reading.ts'

const good = `
- estate: staging
  owner: iam-team
  until: 2026-12-31
  services:
    idp: { host: idp.staging.example.com, port: 8443, issuer: "https://idp.staging.example.com:8443/realms/staff" }
    vault: { host: vault.staging.example.com, port: 8200, cluster: 7b1c1c2e-6c1f-4a55-9d37-0f2a4b1f0c11 }
`

describe('a list of targets', () => {
  test('is read', async () => {
    const [target] = await readTargets(written(good))
    expect(target).toMatchObject({ estate: 'staging', owner: 'iam-team', until: '2026-12-31' })
    expect(target?.services.idp).toMatchObject({ port: 8443 })
  })

  test.each<[string, string, string, RegExp]>([
    ['no owner', '  owner: iam-team\n', '', /^2:\d+: owner is missing/],
    ['no end', '  until: 2026-12-31\n', '', /^2:\d+: until is missing/],
    ['an end that is no date', '2026-12-31', 'never', /^4:\d+: until is "never"/],
    ['a port that is none', 'port: 8443', 'port: 84430', /^6:\d+: port is the number 84430/],
    [
      'a word that it does not know',
      'cluster:',
      'clutser:',
      /^7:\d+: unknown key "clutser".*did you mean cluster/,
    ],
    ['an estate twice', good, `${good}${good}`, /^9:\d+: staging stands here twice/],
  ])('with %s is refused with its line', async (_name, from, to, said) => {
    expect(await problemsOf(readTargets(written(changed(good, from, to))))).toContainEqual(
      expect.stringMatching(said),
    )
  })
})
