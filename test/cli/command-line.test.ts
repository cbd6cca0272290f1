import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commands } from '../../harness/cli/commands.ts'
import { packageRoot } from '../../harness/model/home.ts'
import { drill } from './drill.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'drill-cli-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The good scenario with one thing changed, in a file of the test's own. */
function changed(from: string, to: string): string {
  const text = readFileSync(join(packageRoot(), 'scenarios', 'idp-down.yaml'), 'utf8')
  expect(text).toContain(from)
  writeFileSync(join(folder, 'changed.yaml'), text.replace(from, to))
  return 'changed.yaml'
}

describe('drill', () => {
  test('--help names every command on stdout', async () => {
    const { code, stdout, stderr } = await drill(['--help'])
    expect(code).toBe(0)
    expect(stderr).toBe('')
    for (const { name, summary } of commands)
      expect(stdout).toMatch(new RegExp(`drill ${name}\\b.*${summary.slice(0, 20)}`))
  })

  test('--version prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'))
    expect((await drill(['--version'])).stdout.trim()).toBe(version)
  })

  test.each([
    [[], /no command is given/],
    [['valdate', 'x'], /unknown command: valdate\nDid you mean validate\?/],
    [['list', '--jsno'], /unknown argument: jsno\nDid you mean --json\?/],
    [['validate'], /not enough non-option arguments/],
    [['validate', 'idp-down', '--estat', 'x'], /unknown argument: estat\nDid you mean --estate\?/],
    [['list', 'fualts'], /invalid values/],
    [['plan', 'idp-down', '--driver', 'magic'], /no driver named magic/],
  ])('%j is a wrong command line: exit 2, and what to do', async (words, said) => {
    const { code, stdout, stderr } = await drill(words)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(said)
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  test('ends quietly when its reader has gone', () => {
    const line = `"${process.execPath}" harness/cli/main.ts schema | head -c 10`
    const { status, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', line], {
      cwd: packageRoot(),
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect([0, 141]).toContain(status)
  })
})

describe('drill validate', () => {
  test('accepts what ships with the harness, by name and by file', async () => {
    const shipped = readdirSync(join(packageRoot(), 'scenarios')).filter((file) => file.endsWith('.yaml'))
    expect(shipped.length).toBeGreaterThan(0)
    for (const file of shipped) {
      expect(await drill(['validate', file.replace('.yaml', ''), '--quiet'], {}, folder)).toMatchObject({
        code: 0,
        stderr: '',
      })
      expect((await drill(['validate', `scenarios/${file}`])).code).toBe(0)
    }
    // Two commands for each scenario.
  }, 180_000)

  test('warns of gaps in the estate, and is content', async () => {
    const valid = { code: 0, stdout: 'idp-down on reference: valid\n' }
    expect(await drill(['validate', 'idp-down'])).toEqual({ ...valid, stderr: '' })
    const reference = join(packageRoot(), 'docker', 'reference')
    cpSync(join(reference, 'runbooks'), join(folder, 'runbooks'), { recursive: true })
    const text = readFileSync(join(reference, 'estate.yaml'), 'utf8')
    const gap = text.replace(/ {2}(emergency-envelope|ledger-by-token):\n( {4}.*\n)+/g, '')
    writeFileSync(join(folder, 'gap.yaml'), gap)
    const { stderr, ...rest } = await drill(['validate', 'idp-down', '--estate', join(folder, 'gap.yaml')])
    expect(rest).toEqual(valid)
    expect(stderr).toMatch(/^warning: .*gap.yaml:\d+:\d+: (orders|ledger) relies on vault/)
  })

  test('tells every problem at its line, exit 2, without a stack', async () => {
    const file = changed('identity: clerk, every: 2s', 'identity: clerck, evry: 2s')
    const { code, stdout, stderr } = await drill(['validate', file], {}, folder)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(
      /^changed.yaml:15:\d+: unknown key "evry" \(expected one of identity, every; did you mean every\?\)$/m,
    )
    expect(stderr).toMatch(/^changed.yaml:15:\d+: every is missing/m)
    expect(stderr).not.toMatch(/^\s+at |DrillError/m)
  })

  test('tells promises that exclude each other', async () => {
    const file = changed('ttl: 150s', 'ttl: 20s')
    const { code, stderr } = await drill(['validate', file], {}, folder)
    expect(code).toBe(2)
    expect(stderr).toMatch(/^changed.yaml:28:\d+: emergency access ends at during \+ 35s/m)
  })

  test('gives the problems as data too', async () => {
    const file = changed('service: idp }', 'service: ipd }')
    const { code, stdout } = await drill(['validate', file, '--json'], {}, folder)
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({
      valid: false,
      problems: [{ line: 12, message: expect.stringContaining('ipd') }],
    })
  })

  test('annotates lines on GitHub, and only there', async () => {
    const file = changed('service: idp }', 'service: ipd }')
    const annotated =
      /^::error file=changed.yaml,line=12,col=29::the estate has no service or role named ipd/m
    expect((await drill(['validate', file], { GITHUB_ACTIONS: 'true' }, folder)).stderr).toMatch(annotated)
    expect((await drill(['validate', file], {}, folder)).stderr).not.toMatch(/::error/)
  })

  test('keeps control characters of a file from the terminal', async () => {
    writeFileSync(join(folder, 'changed.yaml'), '"\\e[2Jevil": 1\n')
    const { code, stderr } = await drill(['validate', 'changed.yaml'], {}, folder)
    expect(code).toBe(2)
    expect(stderr).toContain('evil')
    expect(stderr).not.toContain('\u001b')
  })

  test.each([
    ['absent.yaml', /there is no such file/],
    ['.', /this is a folder/],
  ])('tells that %s is no scenario', async (word, said) => {
    const { code, stderr } = await drill(['validate', word], {}, folder)
    expect(code).toBe(2)
    expect(stderr).toMatch(said)
  })
})

describe('drill plan', () => {
  test('prints what would happen, in order, and touches nothing', async () => {
    const before = readdirSync(folder)
    const home = join(folder, 'nothing-here')
    const { code, stdout } = await drill(
      ['plan', 'idp-down', '--quiet'],
      { DRILL_HOME: home, DRILL_CACHE: home },
      folder,
    )
    expect(code).toBe(0)
    const order = [
      '── before',
      'unreachable begins on idp',
      'revoke-leaver',
      'arm runbook',
      'unreachable ends',
      'disarm',
      '── end',
    ]
    const places = order.map((text) => stdout.indexOf(text))
    expect(places.every((place) => place > 0)).toBe(true)
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(stdout).toMatch(/revoke-mover .* revocation debt/)
    expect(stdout).toMatch(/^May hit gateway, idp, .*, may last 15m; ends early when nothing goes on/m)
    expect(readdirSync(folder)).toEqual(before)
  })

  test('prints the plan itself with --json', async () => {
    const { stdout } = await drill(['plan', 'idp-down', '--json', '--seed', '42'])
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'identity-drill/plan/1',
      scenario: 'idp-down',
      seed: 42,
    })
  })
})

describe('drill list', () => {
  test('names every plug-in with its summary', async () => {
    const { stdout } = await drill(['list', '--json'])
    const listed = JSON.parse(stdout) as Record<string, { name: string; summary: string }[]>
    expect(Object.keys(listed)).toEqual(['faults', 'workloads', 'steps', 'oracles', 'reports', 'scenarios'])
    for (const entries of Object.values(listed)) {
      expect(entries.length).toBeGreaterThan(0)
      for (const { summary } of entries) expect(summary).not.toBe('')
    }
    const text = (await drill(['list', 'faults'])).stdout
    for (const { name } of listed.faults ?? []) expect(text).toContain(name)
  })
})

describe('drill schema', () => {
  test('writes what stands beside the scenarios', async () => {
    const { code } = await drill(['schema', '--write', folder], {}, folder)
    expect(code).toBe(0)
    for (const file of [
      'scenario.schema.json',
      'estate.schema.json',
      'runbook.schema.json',
      'follow-ups.schema.json',
      'targets.schema.json',
      'answers.schema.json',
      'trust.schema.json',
    ]) {
      const shipped = readFileSync(join(packageRoot(), 'scenarios', file), 'utf8')
      expect(
        readFileSync(join(folder, file), 'utf8'),
        `${file}: run \`drill schema --write scenarios\``,
      ).toBe(shipped)
    }
  })

  test('knows the options of every plug-in', async () => {
    const { stdout } = await drill(['schema', 'scenario'])
    const { properties } = JSON.parse(stdout)
    expect(properties.faults.items.properties.unreachable.properties).toHaveProperty('until')
    expect(properties.workloads.items.properties['revoked-principal'].properties).toHaveProperty('twin')
    expect(properties.steps.items).toMatchObject({ minProperties: 2, maxProperties: 2, required: ['at'] })
    expect(properties.steps.items.properties.revoke.properties.via.enum).toContain('gateway-denylist')
  })
})
