import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSessions } from '../../harness/stacks/traffic/sessions.ts'
import { ownFolder } from './folder.ts'

const folder = ownFolder()

/** A line of PostgreSQL's jsonlog, as version 15 writes it. */
const line = (session: string, user: string, message: string) =>
  JSON.stringify({ timestamp: '2026-11-29 15:49:23.615 UTC', user, session_id: session, message })
const begins = (session: string, user: string, name: string) =>
  line(
    session,
    user,
    `connection authorized: user=${user} database=${user} application_name=${name} SSL enabled`,
  )
const ends = (session: string, user: string) =>
  line(session, user, `disconnection: session time: 0:00:01 user=${user}`)

test('PostgreSQL: whoever has come and not gone has a session open', async () => {
  const file = join(folder, 'postgres.log')
  const lines = [
    begins('1', 'keycloak', 'drill-idp'),
    begins('2', 'keycloak', 'drill-idp'),
    begins('3', 'orders', 'drill-orders'),
    line('4', 'ledger', 'connection received: host=127.0.0.1'),
    ends('1', 'keycloak'),
    ends('3', 'orders'),
  ]
  writeFileSync(file, `${lines.join('\n')}\n{"torn`)
  expect(await openSessions(file)).toEqual(['idp'])
  expect(await openSessions(join(folder, 'none.log'))).toEqual([])
})
