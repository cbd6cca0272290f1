import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Login, openDatabase } from '../../../docker/reference/services/common/database.ts'
import { refusal } from '../../../docker/reference/services/common/refusal.ts'
import { Envelope } from '../../../docker/reference/services/ledger/envelope.ts'

beforeEach(() => void vi.spyOn(process.stdout, 'write').mockReturnValue(true))
afterEach(() => vi.restoreAllMocks())

/** A database role with a password that only `ALTER ROLE` changes. */
function world() {
  const server = { password: 'as-made', away: false, opened: 0 }
  const open = ((login: Login) => {
    server.opened += 1
    return {
      async query(text: string) {
        if (server.away) throw refusal(503, 'database-unavailable')
        if (login.password() !== server.password) {
          login.onLoginRefused?.()
          throw refusal(503, 'database-unavailable')
        }
        server.password = /PASSWORD '(.+)'/.exec(text)?.[1] ?? server.password
        return [{ n: 1 }]
      },
      close: async () => {},
    }
  }) as unknown as typeof openDatabase
  const countFile = join(mkdtempSync(join(tmpdir(), 'envelope-')), 'count')
  const envelope = () =>
    new Envelope({ host: 'db', port: 1, ca: '', secret: () => 'as-made', countFile, open })
  return { server, envelope, countFile }
}

describe('the envelope', () => {
  it('stays closed, and its password as it is, until it is needed', async () => {
    const { server, envelope } = world()
    await envelope().reseal()
    expect(server).toMatchObject({ opened: 0, password: 'as-made' })
  })

  it('gives access, and has another password each time that it was used', async () => {
    const { server, envelope, countFile } = world()
    const used = envelope()
    const passwords = new Set([server.password])
    for (const count of ['1', '2']) {
      expect(await used.query('SELECT 1')).toEqual([{ n: 1 }])
      await used.reseal()
      expect(readFileSync(countFile, 'utf8')).toBe(count)
      passwords.add(server.password)
    }
    expect(passwords.size).toBe(3)
    expect(await envelope().query('SELECT 1'), 'after a restart').toEqual([{ n: 1 }])
  })

  it('is opened again when its count was lost between the database and the disk', async () => {
    const { envelope, countFile } = world()
    const used = envelope()
    await used.query('SELECT 1')
    await used.reseal()
    writeFileSync(countFile, '0')
    expect(await envelope().query('SELECT 1')).toEqual([{ n: 1 }])
    expect(readFileSync(countFile, 'utf8')).toBe('1')
  })

  it('is sealed again later when the database is away', async () => {
    const { server, envelope } = world()
    const used = envelope()
    await used.query('SELECT 1')
    server.away = true
    await used.reseal()
    await expect(used.query('SELECT 1')).rejects.toThrow('database-unavailable')
    expect(server.password).toBe('as-made')
    server.away = false
    await used.reseal()
    expect(server.password).not.toBe('as-made')
  })
})
