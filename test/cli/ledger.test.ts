import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { referenceEstate } from '../../harness/cli/inputs.ts'
import { ledgerDir, ledgerFile } from '../../harness/engine/ledger.ts'
import { readEstate } from '../../harness/readers/estate.ts'
import { findingsText, type Made, makeRuns, nameOf, reason, runsFolder } from '../engine/made-ledger.ts'
import { drill } from './drill.ts'

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000 - 60_000).toISOString()
const { estate } = await readEstate(referenceEstate)
const fresh: Made = { startedAt: daysAgo(1), fallbacks: Object.keys(estate.fallbacks) }
const failed: Made = {
  ...fresh,
  ending: 'failed',
  reasons: [reason('failed', 'never-denied', 'revoked-token')],
}

function runs(...made: readonly Made[]): string {
  const dir = runsFolder()
  makeRuns(dir, made)
  return dir
}

const ledger = (dir: string, ...words: string[]) => drill(['ledger', '--runs', dir, ...words])
const gate = (dir: string, ...words: string[]) => drill(['gate', '--runs', dir, ...words])

describe('drill ledger', () => {
  test('shows what was never run, before anything was', async () => {
    const { code, stdout, stderr } = await ledger(join(runsFolder(), 'none'))
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^Runs\n {2}none yet$/m)
    expect(stdout).toMatch(/^ {2}idp-down +never run$/m)
    expect(stdout).toMatch(/^ {2}emergency-ledger +never run$/m)
  })

  test('shows every run, however it ended, and where each drill stands', async () => {
    const dir = runs(
      { startedAt: daysAgo(120), fallbacks: ['emergency-ledger'] },
      { startedAt: daysAgo(100), scenario: 'vault-down', ending: 'aborted' },
      { startedAt: daysAgo(5), ending: 'errored' },
      { startedAt: daysAgo(2), scenario: 'clock-skew', ending: 'inconclusive' },
      { startedAt: daysAgo(1), scenario: 'dns-down', ending: 'unfinished' },
      { startedAt: daysAgo(0), scenario: 'ca-down' },
    )
    const { stdout } = await ledger(dir)
    for (const [index, how] of [
      'passed',
      'aborted',
      'errored',
      'inconclusive',
      'unfinished',
      'passed',
    ].entries())
      expect(stdout).toMatch(new RegExp(`^ +#${index + 1} .* ${how} +${nameOf(index + 1)}$`, 'm'))
    expect(stdout).toMatch(
      /^ +idp-down +overdue +proven: #1 passed .* 120 days ago +newest: #3 errored .* 5 days ago$/m,
    )
    expect(stdout).toMatch(/^ +vault-down +overdue +newest: #2 aborted/m)
    expect(stdout).toMatch(/^ +clock-skew +unproven +newest: #4/m)
    expect(stdout).toMatch(/^ +ca-down +current +proven: #6/m)
    expect(stdout).toMatch(/^ +emergency-ledger +overdue +proven: #1/m)
    expect((await ledger(dir, '--overdue-after', '121d')).stdout).toMatch(/^ +emergency-ledger +current/m)
  })

  test('shows what was deleted, and what does not fit', async () => {
    const dir = runs(fresh, fresh, fresh, fresh)
    rmSync(join(dir, nameOf(1)), { recursive: true })
    rmSync(ledgerFile(ledgerDir(dir), 2, 'started'))
    writeFileSync(ledgerFile(ledgerDir(dir), 4, 'result'), '{"torn')
    const { code, stdout } = await ledger(dir)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ +#1 .* passed +run-1, folder deleted$/m)
    expect(stdout).toMatch(/^ +#2 +missing$/m)
    expect(stdout).toMatch(/^ +#3 .* run-3, see below$/m)
    expect(stdout).toMatch(/^Broken$/m)
    expect(stdout).toMatch(/000003\.started\.json: it does not name the run before/)
    expect(stdout).toMatch(/000004\.result\.json: not a statement/)
    expect(stdout).toMatch(/run-2 is not in the ledger/)
    const data = JSON.parse((await ledger(dir, '--json')).stdout)
    expect(data).toMatchObject({ schema: 'identity-drill/ledger/1', gaps: [2], strays: ['run-2'] })
    expect(
      data.runs.map(({ number, folder }: { number: number; folder?: string }) => [number, folder]),
    ).toEqual([
      [1, 'deleted'],
      [2, undefined],
      [3, 'there'],
      [4, 'there'],
    ])
  })

  test('colours only where colours are wanted, and keeps control characters of a file from the terminal', async () => {
    const dir = runs({ ...fresh, scenario: '\u001b[2Jgone\nforged' })
    const { stdout } = await ledger(dir)
    expect(stdout).not.toContain('\u001b')
    expect(stdout).not.toMatch(/^forged/m)
    expect(
      (await drill(['ledger', '--runs', dir], { FORCE_COLOR: '1', NO_COLOR: undefined })).stdout,
    ).toContain('\u001b[32mpassed\u001b[39m')
  })

  test('takes a date in the future for none', async () => {
    expect((await ledger(runs({ ...fresh, startedAt: daysAgo(-400) }))).stdout).toMatch(
      /^ +idp-down +overdue +proven: #1 .* dated in the future$/m,
    )
  })

  test('wants a time that is one', async () => {
    const { code, stderr } = await ledger(runsFolder(), '--overdue-after', 'soon')
    expect(code).toBe(2)
    expect(stderr).toMatch(/"soon" is no time\n.*90d/)
  })
})

describe('drill gate', () => {
  test('lets a pipeline go on when all is well', async () => {
    expect(await gate(runs(fresh))).toEqual({ code: 0, stdout: 'gate: passed\n', stderr: '' })
  })

  test('stops it where nothing was ever run', async () => {
    const dir = runsFolder()
    const { code, stdout } = await gate(dir, '--require', 'idp-down', '--require', 'vault-down')
    expect(code).toBe(1)
    expect(stdout.trim().split('\n')).toEqual([
      'gate: failed',
      '  never-run  scenario idp-down was never run',
      '  never-run  scenario vault-down was never run',
    ])
    expect((await gate(dir)).stdout).toMatch(/never-run +fallback emergency-ledger was never run/)
  })

  test('asks for the fallbacks of a given estate beside the scenarios', async () => {
    const dir = runs({ ...fresh, fallbacks: [] })
    expect((await gate(dir, '--require', 'idp-down')).code).toBe(0)
    const both = await gate(dir, '--require', 'idp-down', '--estate', 'docker/reference/estate.yaml')
    expect(both.code).toBe(1)
    expect(both.stdout).toMatch(/never-run +fallback emergency-ledger/)
  })

  test('stops it for an overdue drill', async () => {
    const { code, stdout } = await gate(runs({ ...fresh, startedAt: daysAgo(91) }), '--require', 'idp-down')
    expect(code).toBe(1)
    expect(stdout).toMatch(
      /overdue +scenario idp-down was last proven by run 1 \(passed\), 91 days ago; .*90d/,
    )
  })

  test('stops it for a new failure, and for one whose run was followed by nothing better', async () => {
    const said = /new-failure +idp-down, run 1: revocation\/never-denied \(revoked-token\): .* \(iam-team\)/
    const { code, stdout } = await gate(runs(failed))
    expect(code).toBe(1)
    expect(stdout).toMatch(said)
    const stopped = await gate(runs(failed, { ...fresh, ending: 'aborted' }))
    expect(stopped.code).toBe(1)
    expect(stopped.stdout).toMatch(said)
    expect((await gate(runs(failed, fresh))).code).toBe(0)
  })

  test.each([
    ['inconclusive', /idp-down, run 2: it is inconclusive: revocation/],
    ['errored', /idp-down, run 2: it errored/],
    ['aborted', /idp-down, run 2: it was stopped/],
    ['unfinished', /idp-down, run 2: it has no result/],
  ] as const)('says 6 after a run that is %s', async (ending, said) => {
    const { code, stdout } = await gate(runs(fresh, { ...fresh, ending }))
    expect(code).toBe(6)
    expect(stdout).toMatch(said)
  })

  test('lets accepted risks pass until they end, and says whose they are', async () => {
    const file = join(runsFolder(), 'follow-ups.yaml')
    const accepted = async (until: string, finding = 'revocation/never-denied') => {
      writeFileSync(
        file,
        `- { finding: ${finding}, kind: accepted-risk, owner: Ada, until: ${until}, text: by design }\n`,
      )
      return gate(runs(failed), '--accepted', file)
    }
    const holds = await accepted('2999-12-31')
    expect(holds.code).toBe(0)
    expect(holds.stdout).toMatch(/note: .*never-denied.*; accepted by Ada until 2999-12-31/)
    const over = await accepted('2026-01-31')
    expect(over.code).toBe(1)
    expect(over.stdout).toMatch(/acceptance-ended .*accepted by Ada until 2026-01-31, which is over/)
    const other = await accepted('2999-12-31', 'revocation/revived')
    expect(other.code).toBe(1)
    expect(other.stdout).toMatch(/note: nothing fails that the accepted risk of Ada speaks of/)
  })

  test('refuses an accepted risk without an end, at its line', async () => {
    const file = join(runsFolder(), 'follow-ups.yaml')
    writeFileSync(file, '- { finding: a/b, kind: accepted-risk, owner: Ada, text: by design }\n')
    const { code, stdout, stderr } = await gate(runs(fresh), '--accepted', file)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/follow-ups.yaml:1:3: until is missing/)
  })

  test('calls new only what the baseline does not have', async () => {
    const more = [reason('failed', 'never-denied', 'revoked-token'), reason('failed', 'revived')]
    const dir = runs(failed, { ...failed, reasons: more })
    const earlier = join(runsFolder(), 'gate.json')
    writeFileSync(earlier, (await gate(runs(failed), '--json')).stdout)
    for (const baseline of ['1', join(dir, nameOf(1), 'findings.json'), earlier]) {
      const { code, stdout } = await gate(dir, '--baseline', baseline)
      expect(code).toBe(1)
      expect(stdout).toMatch(/new-failure .*revocation\/revived/)
      expect(stdout).not.toMatch(/new-failure .*never-denied/)
      expect(stdout).toMatch(/note: .*never-denied.*known since the baseline/)
    }
    expect((await gate(dir, '--baseline', '2')).code).toBe(0)
    expect(await gate(dir, '--baseline', '3')).toMatchObject({ code: 2, stdout: '' })
    expect((await gate(dir, '--baseline', 'package.json')).stderr).toMatch(/neither findings nor/)
  })

  test('does not believe findings that are not what was sealed, or are gone', async () => {
    const dir = runs(failed)
    const findings = join(dir, nameOf(1), 'findings.json')
    writeFileSync(findings, findingsText(nameOf(1), 'idp-down', 'passed'))
    const changed = await gate(dir)
    expect(changed.code).toBe(1)
    expect(changed.stdout).toMatch(/findings-lost .*findings.json is not what was sealed/)
    rmSync(join(dir, nameOf(1)), { recursive: true })
    expect((await gate(dir)).stdout).toMatch(/findings-lost .*its folder was deleted/)
    const fine = runs(fresh)
    rmSync(join(fine, nameOf(1)), { recursive: true })
    expect((await gate(fine)).code).toBe(0)
  })

  test('stops it for gaps, what does not fit, and a ledger that was cut', async () => {
    const dir = runs(fresh, fresh, fresh, fresh)
    for (const number of [1, 2]) rmSync(ledgerFile(ledgerDir(dir), number, 'started'))
    const { code, stdout } = await gate(dir)
    expect(code).toBe(1)
    expect(stdout).toMatch(/gap +the ledger has no run 1–2$/m)
    expect(stdout).toMatch(/broken-ledger .*000003.started.json: it does not name the run before/)
    const cut = runs(fresh, fresh)
    const aside = join(runsFolder(), 'aside')
    mkdirSync(aside)
    for (const kind of ['started', 'result'] as const)
      renameSync(ledgerFile(ledgerDir(cut), 2, kind), join(aside, kind))
    expect((await gate(cut)).stdout).toMatch(/not-in-ledger +run-2 is not in the ledger/)
  })

  test('tells GitHub: an annotation for each reason, and the summary', async () => {
    const summary = join(runsFolder(), 'summary.md')
    const text = { ...reason('failed', 'never-denied'), text: 'was <b>let in</b>,\n100% | `now`' }
    const dir = runs({ ...failed, reasons: [text] })
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary }
    const { stdout, stderr } = await drill(['gate', '--runs', dir, '--json'], env)
    expect(JSON.parse(stdout)).toMatchObject({
      exitCode: 1,
      verdict: 'failed',
      reasons: [{ code: 'new-failure' }],
    })
    expect(stderr).toMatch(
      /^::error title=drill gate%3A new-failure::idp-down, run 1: .*<\/b>, 100%25 \| `now`/m,
    )
    const page = readFileSync(summary, 'utf8')
    expect(page).toMatch(/^### Identity drills: failed$/m)
    expect(page).toMatch(/^- \*\*new-failure\*\*: .*&lt;b>let in&lt;\/b>, 100% \\\| \\`now\\`/m)
    expect((await gate(dir)).stderr).toBe('')
  })
})
