import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { diagnosed } from '../../harness/cli/diagnosis.ts'
import type { Progress } from '../../harness/engine/running.ts'
import { DrillError } from '../../harness/model/error.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drill-diagnosis-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const file = () => join(folder, 'harness.log')
const text = () => readFileSync(file(), 'utf8')
const lines = () =>
  text()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

const quiet = { progress: () => {}, verbose: false }

describe('the diagnosis of a drill', () => {
  test('keeps progress in a file of the user’s own, and passes it on', async () => {
    const events: Parameters<Progress>[0][] = []
    const result = await diagnosed(
      folder,
      { progress: (event) => events.push(event), verbose: false },
      async ({ progress }) => {
        progress({ kind: 'phase', text: 'during (20 s)' })
        return 7
      },
    )
    expect(result).toBe(7)
    expect(events).toEqual([{ kind: 'phase', text: 'during (20 s)' }])
    expect(lines()).toMatchObject([{ level: 30, kind: 'phase', msg: 'during (20 s)' }])
    expect(statSync(file()).mode & 0o777).toBe(0o600)
  })

  test('tells codes, problems and causes of what went wrong, and nothing else that hangs on an error', async () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), {
      code: 'ECONNREFUSED',
      request: { a: 1 },
    })
    await diagnosed(folder, quiet, async ({ trouble }) =>
      trouble('probe fresh-login', new DrillError('stack-lost', 'no answer', { cause })),
    )
    const [{ level, where, error, msg }] = lines()
    expect({ level, where, msg }).toEqual({ level: 40, where: 'probe fresh-login', msg: 'no answer' })
    expect(error).toMatchObject({
      name: 'DrillError',
      code: 'stack-lost',
      cause: { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' },
    })
    expect(error.cause.request).toBeUndefined()
  })

  test('passes no secret on, to the terminal neither', async () => {
    const secret = 'a-very-secret-value'
    const said: string[] = []
    const told = { progress: ({ text: line }: { text: string }) => said.push(line), verbose: false }
    const inner = new AggregateError([new Error(`with ${secret}`)], `tried ${secret}`)
    const thrown = await diagnosed(folder, told, async ({ redact, progress, trouble }) => {
      redact.add(secret)
      progress({ kind: 'note', text: `uses ${secret}` })
      const troubled = new Error(`has ${secret}`)
      trouble('somewhere', troubled)
      said.push(troubled.message)
      throw new DrillError('stack-lost', `lost ${secret}`, { cause: inner })
    }).catch((error: unknown) => error)
    expect(thrown).toMatchObject({ code: 'stack-lost', message: 'lost [redacted]' })
    for (const one of [thrown, inner, inner.errors[0]])
      expect(`${(one as Error).message}${(one as Error).stack}`).not.toContain(secret)
    expect(said).toEqual(['uses [redacted]', 'has [redacted]'])
    expect(text()).not.toContain(secret)
  })

  test('tells what ended the work, and throws it on', async () => {
    const failed = diagnosed(folder, quiet, async () => {
      throw new DrillError('start-failed', 'idp did not come up')
    })
    await expect(failed).rejects.toThrow('idp did not come up')
    expect(lines()).toMatchObject([{ level: 50, error: { code: 'start-failed' } }])
  })

  test('lets no secret through: in a text, in a message, in a stack, in a cause', async () => {
    const secret = 'pa"ss/wörd+1234'
    await diagnosed(folder, quiet, async ({ progress, redact, trouble }) => {
      redact.add(secret)
      progress({ kind: 'note', text: `with ${secret}` })
      trouble(`at ${secret}`, new Error(`sent ${secret}`, { cause: new Error(encodeURIComponent(secret)) }))
    })
    expect(lines()).toHaveLength(2)
    for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
      expect(text()).not.toContain(form)
    expect(text()).toContain('[redacted]')
  })

  test('ends with an error that is its own cause', async () => {
    const round = new Error('round')
    round.cause = round
    await diagnosed(folder, quiet, async ({ trouble }) => trouble('a circle', round))
    expect(lines()).toHaveLength(1)
  })
})
