import { expect, test } from 'vitest'
import type { Certificate } from '../../../docker/reference/services/common/certificate.ts'
import { CertificateKeeper } from '../../../docker/reference/services/common/certificate-keeper.ts'

/** A CA that gives out certificates of 45 s while it is there, and a clock that the test sets. */
function keeperOf() {
  const world = { nowMs: 0, away: false }
  const adopted: string[] = []
  const issue = async (): Promise<Certificate | undefined> => {
    if (world.away) return undefined
    const serial = String(adopted.length + 1)
    return { key: '', chain: [], serial, issuedMs: world.nowMs, expiresMs: world.nowMs + 45_000 }
  }
  const adopt = ({ serial }: Certificate) => void adopted.push(serial)
  return { world, adopted, keeper: new CertificateKeeper({ issue, adopt, nowMs: () => world.nowMs }) }
}

test('renews at a third of its life, and not before', async () => {
  const { world, adopted, keeper } = keeperOf()
  await keeper.step()
  world.nowMs = 14_999
  expect(await keeper.step()).toBe(1)
  expect(adopted).toEqual(['1'])
  world.nowMs = 15_000
  await keeper.step()
  expect(adopted).toEqual(['1', '2'])
})

test('keeps what it has while the CA is away, and tries again each second', async () => {
  const { world, adopted, keeper } = keeperOf()
  await keeper.step()
  Object.assign(world, { nowMs: 20_000, away: true })
  expect(await keeper.step()).toBe(1_000)
  expect(keeper.current()?.serial).toBe('1')
  world.away = false
  await keeper.step()
  expect(adopted).toEqual(['1', '2'])
})
