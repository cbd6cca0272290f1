import { beforeEach, expect, test } from 'vitest'
import type { Stack } from '../../harness/stacks/stack.ts'
import { dropReply } from '../../harness/workloads/refreshing/dropped.ts'
import { type Answer, leaks, serverNamed } from '../clients/server.ts'

let answer: Answer = [200, { refresh_token: 'next' }]
const idp = await serverNamed('idp', () => answer)
const stack = idp as unknown as Stack
const url = new URL(`${idp.origin}/realms/estate/protocol/openid-connect/token`)
const dropped = (signal = AbortSignal.timeout(5_000)) =>
  dropReply(stack, 'operator', { url, form: { refresh_token: 'CANARY' }, requestId: 'r-1', signal })

beforeEach(() => {
  idp.asked.length = 0
})

test('the server has been asked, and its answer is lost', async () => {
  await dropped()
  expect(idp.asked).toMatchObject([
    { what: `POST ${url.pathname}`, body: 'refresh_token=CANARY', headers: { 'x-request-id': 'r-1' } },
  ])
})

test('a server that never answers has lost nothing: the attempt fails, and tells no secret', async () => {
  answer = 'cut'
  const error = await dropped().catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Error)
  expect(leaks(error, 'CANARY')).toBe(false)
  answer = 'silent'
  await expect(dropped(AbortSignal.timeout(200))).rejects.toMatchObject({ name: 'TimeoutError' })
})
