import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Found } from '../../harness/cli/doctor/examination.ts'
import { usable } from '../../harness/cli/doctor/examination.ts'
import { halfMade } from '../../harness/cli/doctor/half-made.ts'
import { keys } from '../../harness/cli/doctor/keys.ts'
import { prepared } from '../../harness/cli/doctor/prepared.ts'
import { room } from '../../harness/cli/doctor/room.ts'
import { stacks } from '../../harness/cli/doctor/stacks.ts'
import { strays } from '../../harness/cli/doctor/strays.ts'
import { tools } from '../../harness/cli/doctor/tools.ts'
import { referenceEstate } from '../../harness/cli/inputs.ts'
import { takeCustody } from '../../harness/engine/custody.ts'
import { throwSwitch } from '../../harness/engine/stop-switch.ts'
import { processId, statOf } from '../../harness/model/process.ts'
import { newKey } from '../../harness/signers/key-store.ts'
import { drill } from './drill.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'drill-doctor-'))
  vi.stubEnv('DRILL_HOME', join(root, 'home'))
  vi.stubEnv('DRILL_CACHE', join(root, 'cache'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(root, { recursive: true, force: true })
})

const patient = () => ({ estateFile: referenceEstate, runsDir: join(root, 'runs') })
const told = (found: readonly Found[]) =>
  found.map(({ name, state, text, next = '' }) => ({ name, state, text, next }))
const stackDir = (name: string) => join(root, 'home', 'stacks', name)

/** A process that has ended: nobody is called that any more. */
const dead = { ...processId(), startTime: '1' }

/** Of a stack that came up once. */
const wholeManifest = {
  ...{ complete: true, driver: 'processes', prefix: '127.99', id: 'x', name: 'x', versions: {} },
  estate: { services: {}, callers: {}, domain: 'x.test' },
}

function write(file: string, content: unknown): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
}

describe('what a drill needs', () => {
  test('is told with how to get it, on a machine without anything', async () => {
    const found = [...(await tools(patient())), ...(await prepared(patient()))]
    const missing = told(found.filter(({ state }) => state === 'missing'))
    expect(missing).toContainEqual(expect.objectContaining({ name: 'keycloak', text: 'not installed' }))
    expect(missing).toContainEqual(expect.objectContaining({ name: 'database' }))
    for (const { next } of missing) expect(next).toMatch(/drill setup|npm run build|install/)
    expect(usable(found)).not.toContain('processes')
  })

  const missing = (neededBy?: Found['neededBy']): Found => ({
    ...{ area: 'tools', name: 'x', state: 'missing', text: '' },
    ...(neededBy ? { neededBy } : {}),
  })

  test('keeps only those drills from running that need it', () => {
    expect(usable([])).toEqual(['containers', 'processes'])
    expect(usable([missing()])).toEqual(['containers', 'processes'])
    expect(usable([missing(['processes'])])).toEqual(['containers'])
    expect(usable([missing(['processes']), missing(['containers'])])).toEqual([])
    expect(usable([missing(['any'])])).toEqual([])
  })

  test('includes that nobody has thrown the kill switch', async () => {
    expect(usable(await room(patient()))).toHaveLength(2)
    throwSwitch('too warm')
    const found = await room(patient())
    expect(told(found)).toContainEqual(
      expect.objectContaining({ state: 'missing', text: expect.stringContaining('too warm') }),
    )
    expect(usable(found)).toEqual([])
  })

  test('does not include keys, but they are looked at', async () => {
    expect(told(await keys(patient()))).toEqual([
      expect.objectContaining({
        name: 'coordinator',
        state: 'missing',
        next: expect.stringContaining('keys new'),
      }),
    ])
    const { file } = newKey('coordinator', 'ed25519')
    expect(told(await keys(patient()))).toEqual([expect.objectContaining({ state: 'fine' })])
    chmodSync(file.replace('.pub', '.pem'), 0o644)
    const [open] = told(await keys(patient()))
    expect(open).toMatchObject({ state: 'missing', text: expect.stringContaining('read by others') })
  })
})

describe('what is left over', () => {
  test('is nothing where nothing was', async () => {
    const found = [...(await stacks(patient())), ...(await halfMade(patient()))]
    expect(found.every(({ state }) => state === 'fine')).toBe(true)
  })

  test.each([
    ['a stack whose run has died', 'owner.json', { keep: false, ...dead }, /its run has died/, /recover/],
    [
      'a stack that did not finish its start',
      'owner.json',
      { keep: true, ...dead },
      /did not finish/,
      /down --stack x/,
    ],
    ['a folder of which nobody knows whose it is', 'notes', 'x', /did not finish/, /down --stack x/],
    ['a stack of which nothing runs', 'stack.json', wholeManifest, /nothing of it runs/, /down/],
    ['a stack whose manifest is torn', 'stack.json', '{', /cannot be read/, /down --stack x/],
  ])('%s', async (_name, file, content, text, next) => {
    write(join(stackDir('x'), file), content)
    const found = told(await stacks(patient()))
    expect(found).toContainEqual({
      ...{ name: 'x', state: 'left' },
      text: expect.stringMatching(text),
      next: expect.stringMatching(next),
    })
  })

  test('but not a stack that is just coming up', async () => {
    write(join(stackDir('x'), 'owner.json'), { keep: true, ...processId() })
    expect(told(await stacks(patient()))).toEqual([
      expect.objectContaining({ state: 'fine', text: expect.stringContaining('is coming up') }),
    ])
  })

  test('whatever a run that died did not undo', async () => {
    const journal = join(root, 'journal.jsonl')
    write(join(stackDir('x'), 'owner.json'), { keep: true, ...dead })
    write(journal, '')
    await takeCustody({ dir: stackDir('x') }, { run: 'r1', journal, runner: dead })
    expect(told(await stacks(patient()))).toContainEqual(
      expect.objectContaining({ state: 'left', text: expect.stringContaining('r1 left something') }),
    )
  })

  test('processes of a stack whose folder is gone', async () => {
    expect((await strays(patient())).every(({ state }) => state === 'fine')).toBe(true)
    const env = { ...process.env, DRILL_PART_DIR: join(stackDir('gone'), 'idp') }
    const stray = spawn('sleep', ['60'], { env, stdio: 'ignore' })
    try {
      await vi.waitFor(async () => {
        const [found] = await strays(patient())
        expect(found).toMatchObject({ name: 'gone', state: 'left' })
        expect(found?.text).toContain(String(stray.pid))
        expect(found?.next).toContain('down --stack gone')
      })
    } finally {
      stray.kill('SIGKILL')
    }
    await vi.waitFor(() => expect(statOf(stray.pid ?? 0)).toBeUndefined())
    expect((await strays(patient())).every(({ state }) => state === 'fine')).toBe(true)
  })

  test('a set-up that was interrupted, but not one that goes on', async () => {
    mkdirSync(join(root, 'cache', 'tools', 'keycloak-1.part'), { recursive: true })
    expect(told(await halfMade(patient()))).toEqual([
      expect.objectContaining({
        name: 'keycloak-1.part',
        state: 'left',
        next: expect.stringContaining('setup'),
      }),
    ])
    const locks = join(root, 'cache', 'locks')
    mkdirSync(locks)
    const holder = spawn('flock', [join(locks, 'keycloak-1.lock'), 'sleep', '60'], {
      detached: true,
      stdio: 'ignore',
    })
    try {
      await vi.waitFor(async () => {
        expect(told(await halfMade(patient()))).toEqual([
          expect.objectContaining({ state: 'fine', text: 'is being made' }),
        ])
      })
    } finally {
      process.kill(-(holder.pid ?? 0), 'SIGKILL')
    }
  })
})

describe('drill doctor', () => {
  const env = () => ({ DRILL_HOME: join(root, 'home'), DRILL_CACHE: join(root, 'cache') })

  test('says what is missing, and that no drill can run: exit 3', async () => {
    const { code, stdout } = await drill(['doctor', '--quiet'], {
      ...env(),
      DOCKER_HOST: 'unix:///nowhere.sock',
    })
    expect(code).toBe(3)
    expect(stdout).toMatch(/missing +keycloak +not installed; `npx drill setup`/)
    expect(stdout).toMatch(/\nno drill can run here/)
  })

  test('with something left over, says so first of all to programs: exit 5', async () => {
    write(join(stackDir('x'), 'owner.json'), { keep: false, ...dead })
    const { code, stdout } = await drill(['doctor', '--json'], env())
    expect(code).toBe(5)
    expect(JSON.parse(stdout).found).toContainEqual(expect.objectContaining({ name: 'x', state: 'left' }))
  })

  test('on a machine that was set up, says what drills can run on: exit 0', async () => {
    const { code, stdout } = await drill(['doctor', '--json'], {
      DRILL_HOME: join(root, 'home'),
      DRILL_CACHE: undefined,
    })
    const { usable: drivers, found } = JSON.parse(stdout)
    expect(code, JSON.stringify(found)).toBe(drivers.length > 0 ? 0 : 3)
    expect(found.filter(({ area }: Found) => area === 'stacks')).toHaveLength(1)
  })
})
