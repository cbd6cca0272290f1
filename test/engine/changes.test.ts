import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { announcing, openChanges } from '../../harness/engine/changes.ts'
import { monotonicClock } from '../../harness/engine/clock.ts'
import { openCustodies, takeCustody } from '../../harness/engine/custody.ts'
import { openJournal, readJournal } from '../../harness/engine/journal.ts'
import { recover } from '../../harness/engine/recover.ts'
import { redactor } from '../../harness/engine/redact.ts'
import { run } from '../../harness/engine/run.ts'
import { target } from '../../harness/faults/target.ts'
import { type Change, recordsOf } from '../../harness/model/record.ts'
import type { Enter, Workload } from '../../harness/workloads/workload.ts'
import { fakeActor, fakeCatalog, fakePlan, fakeStack, fakeWorld } from './fake-stack.ts'

/** A process that is no more. */
const nobody = { pid: 1, startTime: '0', bootId: 'another boot' }

const person: Change = { kind: 'person', name: 'leaver-1a2b3c4d' }

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
    async enter({ changing }) {
      changing(person)
      // What a process that dies right here would leave for others to read.
      state.known = openChanges(readJournal(file)).map(({ what }) => what.name)
      people.add(person.name)
      return fakeActor(fakeWorld())
    },
    async undo(_stack, { name }) {
      if (state.deaf) throw new Error('the directory does not answer')
      state.deletions += 1
      people.delete(name)
      return undefined
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
  await takeCustody(stack, { run: 'r1', journal: there.file, runner: nobody })
  const journal = openJournal(there.file, monotonicClock(), redactor())
  const announced = { by: 'workload', plugin: 'people', what: person, leaseMs: 60_000 } as const
  journal.write({ type: 'change.intent', change: 'c1', ...announced })
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
    expect(recordsOf(history(), 'change.undone')).toMatchObject([{ ok: true }])
    expect(openChanges(history())).toEqual([])
    expect(history().at(-1)?.type).toBe('run.ended')
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
    await expect(ended).rejects.toMatchObject({ code: 'undo-failed' })
    expect(notes.join()).toContain(`could not be undone: person ${person.name}`)
    expect(recordsOf(history(), 'change.undone')).toMatchObject([
      { ok: false, detail: 'the directory does not answer' },
    ])
    expect(recordsOf(history(), 'run.ended')).toMatchObject([{ status: 'errored', clean: false }])
    expect(openCustodies(stack)).toHaveLength(1)
  })
})

it('is told apart from others whatever its name looks like, also where secrets are taken out', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'drill-mint-')), 'journal.jsonl')
  const clock = monotonicClock()
  const journal = openJournal(file, clock, redactor())
  const changing = announcing({ journal, plan: fakePlan(), clock }, 'workload', 'vault-client')
  const first = changing({ kind: 'vault-token', name: 'umdIGi6b3cuCq3FUo6GpVJSR' })
  changing({ kind: 'vault-token', name: 'yTsiGNDErNU9GkwdsHgCxNF1' })
  first.undone()
  expect(openChanges(readJournal(file)).map(({ what }) => what.name)).toEqual(['yTsiGNDErNU9GkwdsHgCxNF1'])
})

describe.concurrent('recover', () => {
  it.each([true, false])('deletes what a killed run had announced, made or not (%s)', async (made) => {
    const { stack, catalog, people, file, state } = await killed(made)
    expect(openCustodies(stack)).toHaveLength(1)
    expect((await recover(stack, catalog, () => {})).undone).toEqual([`r1: person ${person.name}`])
    expect([...people]).toEqual([])
    expect(openCustodies(stack)).toEqual([])
    expect(readJournal(file).map(({ type }) => type)).toEqual([
      'change.intent',
      'run.interrupted',
      'change.undone',
    ])
    await recover(stack, catalog, () => {})
    expect(state.deletions).toBe(1)
  })

  it('deletes it when the parts run again, not before', async ({ expect }) => {
    const { stack, ...there } = await killed(true)
    await stack.kill('idp')
    const undo = async () => {
      expect(await stack.state('idp')).toBe('running')
      return undefined
    }
    await recover(stack, withWorkloads(there, { people: { undo } }), () => {})
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
