import { X509Certificate } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { RevocationLists } from '../../../docker/reference/services/ledger/revocation-list.ts'
import { authority, type Issued } from './authority.ts'

const [ca, other] = [await authority('ca'), await authority('other')]
const at = 'https://vault.estate.test:8200/v1/pki/issuer/1/crl/der'
const caAt = 'https://vault.estate.test:8200/v1/pki/issuer/1/der'
const issued = (from: Partial<Record<'crlAt' | 'caAt', string>> = {}) =>
  ca.issue({ spiffeId: 'spiffe://estate.test/invoicer', crlAt: at, caAt, ...from })
const nodes = ({ certificate }: Issued) => new X509Certificate(Buffer.from(certificate.rawData))
const leaf = await issued()
const boundMs = 10_000

/** Lists whose answer and clock the test sets. */
function listsWith(answer: () => Promise<ArrayBuffer> | undefined, by = ca) {
  let nowMs = Date.now()
  const fetched: string[] = []
  const lists = new RevocationLists({
    call: async (url) => {
      if (url === caAt) return new Response(by.issuing.rawData)
      fetched.push(url)
      const body = answer()
      if (!body) throw new TypeError('fetch failed')
      return new Response(await body)
    },
    from: 'https://vault.estate.test:8200/',
    refreshMs: 2_000,
    nowMs: () => nowMs,
  })
  const pass = (ms: number) => {
    nowMs += ms
  }
  return { lists, fetched, pass }
}

describe('a revocation list', () => {
  test('tells what is on it from what is not', async () => {
    let serials: string[] = []
    const { lists, pass } = listsWith(() => ca.list(serials))
    expect(await lists.stateOf(nodes(leaf), boundMs)).toBe('good')
    serials = [leaf.serial]
    pass(2_000)
    await lists.stateOf(nodes(leaf), boundMs)
    await expect.poll(() => lists.stateOf(nodes(leaf), boundMs)).toBe('revoked')
  })

  test('is fetched again when it is older than its time, and not before', async () => {
    const { lists, fetched, pass } = listsWith(() => ca.list([]))
    await lists.stateOf(nodes(leaf), boundMs)
    pass(1_999)
    await lists.stateOf(nodes(leaf), boundMs)
    expect(fetched).toEqual([at])
    pass(1)
    await lists.stateOf(nodes(leaf), boundMs)
    expect(fetched).toHaveLength(2)
  })

  test('that cannot be had anew counts up to its bound, and what it revoked stays revoked', async () => {
    let away = false
    const { lists, pass } = listsWith(() => (away ? undefined : ca.list([])))
    await lists.stateOf(nodes(leaf), boundMs)
    away = true
    pass(9_999)
    expect(await lists.stateOf(nodes(leaf), boundMs)).toBe('good')
    pass(1)
    expect(await lists.stateOf(nodes(leaf), boundMs)).toBe('unknown')

    const revoked = listsWith(() => ca.list([leaf.serial]))
    await revoked.lists.stateOf(nodes(leaf), boundMs)
    revoked.pass(60_000)
    expect(await revoked.lists.stateOf(nodes(leaf), boundMs)).toBe('revoked')
  })

  test('counts no longer than it says itself', async () => {
    const { lists, pass } = listsWith(() => ca.list([], 1_000))
    expect(await lists.stateOf(nodes(leaf), boundMs)).toBe('good')
    pass(1_500)
    expect(await lists.stateOf(nodes(leaf), boundMs)).toBe('unknown')
  })

  test.each([
    ['of another CA', () => other.list([]), ca],
    ['of another CA that answers in its place', () => other.list([]), other],
    ['that is no list', async () => new ArrayBuffer(8), ca],
  ])('%s counts as none', async (_, answer, by) => {
    expect(await listsWith(answer, by).lists.stateOf(nodes(leaf), boundMs)).toBe('unknown')
  })

  test.each(['crlAt', 'caAt'])('is taken from nowhere else than from the CA (%s)', async (where) => {
    const elsewhere = await issued({ [where]: 'https://example.test/crl' })
    const { lists, fetched } = listsWith(() => ca.list([]))
    expect(await lists.stateOf(nodes(elsewhere), boundMs)).toBe('unknown')
    expect(fetched).toEqual(where === 'crlAt' ? [] : [at])
  })
})
