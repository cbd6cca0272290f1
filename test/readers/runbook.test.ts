import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readEstate } from '../../harness/readers/estate.ts'
import { readRunbook } from '../../harness/readers/runbook.ts'
import { readRunbooks } from '../../harness/readers/runbooks.ts'
import { catalog, changed, estate, estateText, folder, problemsOf, runbookText, written } from './reading.ts'

const steps = Object.keys(catalog.steps)
const readText = (text: string | Uint8Array) =>
  readRunbook(written(text, 'runbook.yaml'), { steps, estate, name: 'idp-outage' })

test('a good runbook is read, with its text', async () => {
  const { runbook, text } = await readText(runbookText)
  expect(text).toBe(runbookText)
  expect(runbook.version).toBe('2')
  expect(runbook.steps.map(({ id, by, planned }) => [id, by, planned])).toEqual([
    ['open-incident', 'person', 30_000],
    ['arm', 'machine', 20_000],
    ['answer-page', 'person', 20_000],
    ['judge-return', 'person', 15_000],
    ['disarm', 'machine', 10_000],
    ['hand-back', 'person', 30_000],
  ])
})

describe('what is wrong is told with its place', () => {
  test.each([
    ['an unknown key', 'by: machine', 'bye: machine', /^20:5: unknown key "bye" .*did you mean by\?/m],
    ['nobody to do it', 'by: machine', 'by: robot', /^20:9: by is "robot" \(expected .*machine/],
    ['an unknown step of scenarios', 'does: arm', 'does: amr', /^23:11: .*no step named amr .*mean arm\?/],
    ['somebody unknown', 'who: ops-lead', 'who: ops-led', /^12:10: .*named ops-led .*mean ops-lead\?/],
    ['an id twice', 'id: disarm', 'id: arm', /^39:9: a step arm stands above already/],
    ['a number for a version', 'version: "2"', 'version: 2', /^3:10: version is the number 2/],
    ['no duration', 'planned: 20s', 'planned: soon', /^22:14: planned is "soon" .*a duration/],
    ['another name', 'runbook: idp-outage', 'runbook: idp-away', /^2:10: the estate says idp-outage/],
    ['another team', 'accountable: operations', 'accountable: sales', /^5:14: the estate says operations/],
    ['a machine that is asked', 'does: arm', 'ask: Armed?', /^23:5: a machine is not asked/],
    ['a person who is a step', 'ask: Did the page reach you?', 'does: arm', /^29:5: a person does it/],
    ['an unknown kind of answer', 'expects: yes-no', 'expects: yesno', /^30:14: .*did you mean yes-no\?/],
    ['choices without choice', 'expects: choice', 'expects: text', /^38:5: choices without a choice/],
    ['a choice of nothing', '    choices: [normally, slowly, not at all]\n', '', /^31:5: choices is missing/],
  ] as const)('%s', async (_name, from, to, said) => {
    expect((await problemsOf(readText(changed(runbookText, from, to)))).join('\n')).toMatch(said)
  })

  test('every mistake at once', async () => {
    const text = changed(changed(runbookText, 'does: arm', 'does: amr'), 'who: ops-lead', 'who: ops-led')
    expect(await problemsOf(readText(text))).toHaveLength(2)
  })
})

describe('the runbooks of an estate', () => {
  test('are found beside it', async () => {
    mkdirSync(join(folder, 'runbooks'), { recursive: true })
    writeFileSync(join(folder, 'runbooks', 'idp-outage.yaml'), runbookText)
    const read = await readRunbooks(await readEstate(written(estateText, 'estate.yaml')), steps)
    expect(read.map(({ runbook }) => runbook.runbook)).toEqual(['idp-outage'])
  })

  test('one that is missing is a mistake of the estate, at its line', async () => {
    const file = written(changed(estateText, 'idp-outage.yaml', 'idp-outage.md'), 'estate.yaml')
    const problems = await problemsOf(readRunbooks(await readEstate(file), steps))
    expect(problems.join('\n')).toMatch(/^87:11: the runbook runbooks\/idp-outage.md: there is no such file/)
  })
})
