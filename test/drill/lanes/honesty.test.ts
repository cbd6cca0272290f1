import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../../harness/model/home.ts'
import { layoutOf } from '../../../harness/stacks/layout.ts'
import { secretStore } from '../../../harness/stacks/secrets.ts'
import { allPassed, drill, reasonsOf, verdictsOf } from '../command-line.ts'
import { drillOnLane, env, lane } from './lane.ts'

function everyFile(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

// First: a client that stayed denied would deny every later drill on the stack.
test('a revoked principal whose twin is denied too is inconclusive', async () => {
  const drilled = await drillOnLane([], join(packageRoot(), 'test', 'drill', 'twin-denied.yaml'))
  expect(verdictsOf(drilled), reasonsOf(drilled).join('\n')).toMatchObject({ revocation: 'inconclusive' })
  expect(reasonsOf(drilled).join('\n')).toContain('twin-denied-too')
  expect(drilled.code).toBe(6)
})

test('a clean estate passes, leaves every document, no secret in any of them, and evidence that verifies', async () => {
  const drilled = await drillOnLane()
  expect(verdictsOf(drilled), reasonsOf(drilled).join('\n')).toEqual(allPassed)
  expect(drilled.code).toBe(0)
  const files = everyFile(drilled.dir)
  for (const name of [
    'plan.json',
    'journal.jsonl',
    'findings.json',
    'report.html',
    'report.md',
    'junit.xml',
    'logs/idp.log',
  ])
    expect(files).toContain(join(drilled.dir, name))
  process.env.DRILL_HOME = env().DRILL_HOME
  const secrets = secretStore(layoutOf(lane).secrets).all()
  expect(secrets.length).toBeGreaterThan(15)
  for (const file of files) {
    const text = readFileSync(file, 'utf8')
    for (const secret of secrets)
      for (const form of [secret, Buffer.from(secret).toString('base64'), encodeURIComponent(secret)])
        expect(text.includes(form), `a secret of the stack stands in ${file}`).toBe(false)
    // A login leads an authorization code through several servers, each of which logs the request.
    const codes = text.match(/[?&](code|session_code|id_token_hint|refresh_token)=.{8}/g)
    expect(codes, `credentials of logins stand in ${file}`).toBeNull()
  }
  const pem = readFileSync(join(env().DRILL_HOME, 'keys', 'coordinator.pem'), 'utf8').split('\n')[1] ?? ''
  expect(pem.length).toBeGreaterThan(40)
  for (const file of files) expect(readFileSync(file, 'latin1').includes(pem), file).toBe(false)
  const words = ['verify', drilled.dir, '--key', join(env().DRILL_HOME, 'keys', 'coordinator.pub')]
  const genuine = await drill(words).ended
  expect(genuine.stdout).toMatch(/verified; completeness not proven$/m)
  expect(genuine.code).toBe(0)
  const report = join(drilled.dir, 'report.html')
  const bytes = readFileSync(report)
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
  writeFileSync(report, bytes)
  const changed = await drill(words).ended
  expect(changed.stdout.match(/^FAILED.*$/gm)).toEqual([
    expect.stringMatching(/report\.html is not what was sealed$/),
  ])
  expect(changed.code).toBe(1)
})

test('judging and reporting a saved run again gives the same, from its folder alone', async () => {
  const drilled = await drillOnLane(['orders=session-cached'])
  const again = await drill(['judge', drilled.dir, '--json']).ended
  expect(again.code).toBe(1)
  expect(JSON.parse(again.stdout).findings).toEqual(drilled.judgement.findings)
  const report = readFileSync(join(drilled.dir, 'report.html'), 'utf8')
  expect((await drill(['report', drilled.dir]).ended).code).toBe(0)
  expect(readFileSync(join(drilled.dir, 'report.html'), 'utf8')).toBe(report)
  expect(report).not.toMatch(/(src|href)="https?:/)
})

test('a service that goes around the proxy makes the run inconclusive, not passed', async () => {
  const drilled = await drillOnLane(['ledger=bypasses-proxy'])
  expect(drilled.judgement.verdict).toBe('inconclusive')
  expect(reasonsOf(drilled).join('\n')).toContain('fault-not-proven')
  expect(drilled.code).toBe(6)
})
