import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { monotonicClock } from '../../harness/engine/clock.ts'
import { openCustodies, takeCustody } from '../../harness/engine/custody.ts'
import { openJournal, readJournal } from '../../harness/engine/journal.ts'
import { openMints } from '../../harness/engine/minting.ts'
import { recover } from '../../harness/engine/recover.ts'
import { redactor } from '../../harness/engine/redact.ts'
import { run } from '../../harness/engine/run.ts'
import { target } from '../../harness/faults/target.ts'
import { type Minted, recordsOf } from '../../harness/model/record.ts'
import type { Enter, Workload } from '../../harness/workloads/workload.ts'
import { fakeActor, fakeCatalog, fakePlan, fakeStack, fakeWorld } from './fake-stack.ts'

const person: Minted = { kind: 'person', name: 'leaver-1a2b3c4d' }

/** An estate's directory, and a workload that makes a person in it. */
function directory() {
  const people = new Set<string>()
  const state = { deaf: false, known: [] as string[], deletions: 0 }
  const file = join(mkdtempSync(join(tmpdir(), 'drill-mint-')), 'journal.jsonl')
  const workload: Workload<unknown> = {
    name: 'people',
    summary: '',
    options: target,
    classes: () => ['app-session'],
    async enter({ minting }) {
      minting(person)
      // What a process that dies right here would leave for others to read.
      state.known = [...openMints(readJournal(file)).values()].flat().map(({ name }) => name)
      people.add(person.name)
      return fakeActor(fakeWorld())
    },
    async unmint(_stack, made) {
      if (state.deaf) throw new Error('the directory does not answer')
      state.deletions += 1
      for (const { name } of made) people.delete(name)
    },
  }
  const catalog = fakeCatalog(fakeWorld(), { workloads: { people: workload } })
  return { people, state, file, catalog }
}

/** One run on it, with anything else than usual in `different`. */
function drill(
  { file, catalog }: ReturnType<typeof directory>,
  different: Partial<Parameters<typeof run>[0]> = {},
) {
  const clock = monotonicClock()
  const redact = redactor()
  const notes: string[] = []
  const ended = run({
    ...{ run: 'r1', plan: fakePlan(), stack: fakeStack(), catalog, clock, redact },
    journal: openJournal(file, clock, redact),
    progress: ({ text }) => notes.push(text),
    signal: new AbortController().signal,
    ...different,
  })
  return { ended, notes, history: () => readJournal(file) }
}

/** The catalogue with workloads besides `people`, or another one of that name. */
function withWorkloads(
  { catalog }: ReturnType<typeof directory>,
  different: Readonly<Record<string, Partial<Workload<unknown>>>>,
) {
  const changed = Object.entries(different).map(([name, more]) => [
    name,
    { ...catalog.workloads.people, ...more },
  ])
  return { ...catalog, workloads: { ...catalog.workloads, ...Object.fromEntries(changed) } }
}

/** A journal whose writer was killed after it had announced a person, who was made or not. */
async function killed(made: boolean) {
  const there = directory()
  const stack = fakeStack()
  await takeCustody(stack, { run: 'r1', journal: there.file })
  const journal = openJournal(there.file, monotonicClock(), redactor())
  journal.write({ type: 'mint.intent', workload: 'people', minted: person })
  journal.close()
  if (made) there.people.add(person.name)
  return { ...there, stack }
}

describe('what a run makes', () => {
  it('is on disk before it is made, and deleted when the run has ended', async () => {
    const there = directory()
    const { ended, history } = drill(there)
    expect(await ended).toBe('completed')
    expect(there.state.known).toEqual([person.name])
    expect([...there.people]).toEqual([])
    expect(recordsOf(history(), 'mint.removed')).toMatchObject([{ minted: person, ok: true }])
    expect(openMints(history()).size).toBe(0)
  })

  it('is deleted too when another workload could not enter', async () => {
    const there = directory()
    const catalog = withWorkloads(there, { fails: { enter: () => Promise.reject(new Error('no')) } })
    const planned = (workload: string) => ({ id: workload, workload, options: {}, classes: [] })
    const plan = fakePlan({ workloads: ['people', 'fails'].map(planned) })
    await expect(drill(there, { catalog, plan }).ended).rejects.toThrow('could not enter')
    expect(there.state.known).toEqual([person.name])
    expect([...there.people]).toEqual([])
  })

  it('and cannot delete is told, and keeps the next drill off the stack', async () => {
    const there = directory()
    there.state.deaf = true
    const stack = fakeStack()
    await takeCustody(stack, { run: 'r1', journal: there.file })
    const { ended, notes, history } = drill(there, { stack })
    expect(await ended).toBe('completed')
    expect(notes.join()).toContain(`could not be deleted: person ${person.name}`)
    expect(recordsOf(history(), 'mint.removed')).toMatchObject([
      { ok: false, detail: 'the directory does not answer' },
    ])
    expect(openCustodies(stack)).toHaveLength(1)
  })
})

describe('recover', () => {
  it.each([true, false])('deletes what a killed run had announced, made or not (%s)', async (made) => {
    const { stack, catalog, people, file, state } = await killed(made)
    expect(openCustodies(stack)).toHaveLength(1)
    expect((await recover(stack, catalog, () => {})).undone).toEqual([`r1: person ${person.name}`])
    expect([...people]).toEqual([])
    expect(openCustodies(stack)).toEqual([])
    expect(readJournal(file).map(({ type }) => type)).toEqual([
      'mint.intent',
      'run.interrupted',
      'mint.removed',
    ])
    await recover(stack, catalog, () => {})
    expect(state.deletions).toBe(1)
  })

  it('deletes it when the parts run again, not before', async () => {
    const { stack, ...there } = await killed(true)
    await stack.kill('idp')
    const unmint = async () => expect(await stack.state('idp')).toBe('running')
    await recover(stack, withWorkloads(there, { people: { unmint } }), () => {})
    expect.assertions(1)
  })

  it('says undo-failed when it cannot, and leaves it open', async () => {
    const { stack, catalog, state } = await killed(true)
    state.deaf = true
    await expect(recover(stack, catalog, () => {})).rejects.toMatchObject({ code: 'undo-failed' })
    expect(openCustodies(stack)).toHaveLength(1)
  })
})

it('a workload hears what its own identities are going to lose, and no other’s', async () => {
  const there = directory()
  const heard: Enter['revoked'][] = []
  const enter = async ({ revoked }: Enter) => {
    heard.push(revoked)
    return fakeActor(fakeWorld())
  }
  const revocation = { step: 's', via: 'idp', atMs: 0, twin: '', cut: false, withinMs: 0 } as const
  const plan = fakePlan({
    revocations: [
      { ...revocation, identity: 'leaver', what: 'client', access: 'app-session' },
      { ...revocation, identity: 'mover', what: 'person', access: 'another' },
    ],
  })
  await drill(there, { plan, catalog: withWorkloads(there, { people: { enter } }) }).ended
  expect(heard).toMatchObject([[{ identity: 'leaver', what: 'client' }]])
})
