import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { gateText } from '../../harness/cli/gate-text.ts'
import { referenceEstate } from '../../harness/cli/inputs.ts'
import { judgeDossier, reportDossier } from '../../harness/cli/judging.ts'
import { ledgerState } from '../../harness/cli/ledger-state.ts'
import { askedIn } from '../../harness/cli/people.ts'
import { inDossier } from '../../harness/cli/place.ts'
import { trustedKeys } from '../../harness/cli/trusted-keys.ts'
import { catalog as wholeCatalog } from '../../harness/cli/wiring.ts'
import { openDossier } from '../../harness/engine/dossier.ts'
import { outcomesOf } from '../../harness/engine/failures.ts'
import { gate } from '../../harness/engine/gate.ts'
import { rowsOf } from '../../harness/engine/ledger-rows.ts'
import { plan as planOf } from '../../harness/engine/plan.ts'
import { questionOf } from '../../harness/model/question.ts'
import { readAnswers } from '../../harness/readers/answers.ts'
import { readBaseline } from '../../harness/readers/baseline.ts'
import { readEstate } from '../../harness/readers/estate.ts'
import { readFollowUps } from '../../harness/readers/follow-ups.ts'
import { readRunbook } from '../../harness/readers/runbook.ts'
import { readRunbooks } from '../../harness/readers/runbooks.ts'
import { readScenario } from '../../harness/readers/scenario.ts'
import { readTargets } from '../../harness/readers/targets.ts'
import { capabilities } from '../../harness/stacks/stack.ts'
import { corpus } from './corpus.ts'

export type KindName = keyof typeof corpus

export interface Kind {
  readonly name: KindName
  readonly good: readonly Buffer[]
  /** Name that the file has; where others stand beside it they are good. */
  readonly file: string
  /** Whether what is wrong is told by line and column. */
  readonly lines: boolean
  /** Everything that the command line does with such a file before it touches anything. */
  read(file: string): Promise<unknown>
}

const catalog = await wholeCatalog()
const steps = Object.keys(catalog.steps)
const estate = await readEstate(referenceEstate)
const runbooks = await readRunbooks(estate, steps)
const anyDriver = { name: 'any', offers: capabilities }

async function planned(scenarioFile: string, on = estate, followed = runbooks) {
  const { scenario, text, locate } = await readScenario(scenarioFile, catalog, on.estate)
  const texts = { scenarioText: text, estateText: on.text, locate }
  const how = { catalog, driver: anyDriver, driverBecause: '', seed: 1, runbooks: followed }
  return planOf(scenario, on.estate, { ...how, ...texts })
}

const shipped = (name: string) => join(import.meta.dirname, '../../scenarios', name)
const peopled = await planned(shipped('idp-down-with-people.yaml'))
const questions = (peopled.runbooks ?? []).flatMap(({ name, steps: all }) =>
  all.flatMap(({ id }) => questionOf(peopled, { runbook: name, step: id }) ?? []),
)
if (askedIn(peopled).length === 0) throw new Error('nobody is asked: answers cannot be tried')

let judgedRuns = 0

/** Judges and reports the run whose folder the file is in; the other files there are good. */
async function judged(file: string): Promise<unknown> {
  const dir = dirname(file)
  for (const name of ['journal', 'plan'] as const) {
    const path = join(dir, name === 'plan' ? 'plan.json' : 'journal.jsonl')
    if (path !== file && !existsSync(path)) writeFileSync(path, corpus[name][0] ?? '')
  }
  const dossier = openDossier(dir)
  judgedRuns += 1
  // Syncing a dozen files takes most of the time, and shows the same every time.
  const place = judgedRuns % 20 === 0 ? inDossier(dossier) : { save: (name: string) => name }
  const judgement = judgeDossier(dossier, catalog.oracles, place)
  const crashed = judgement.findings.find(({ reasons }) =>
    reasons.some(({ code }) => code === 'oracle-crashed'),
  )
  if (crashed) throw new Error(crashed.summary)
  return reportDossier(dossier, judgement, place)
}

/** What ledger and gate say of a folder of runs. A statement that is wrong is told among the rest. */
function gated(runsDir: string): string {
  const { ledger, folders, due, scenarios } = ledgerState(runsDir, '90d')
  const outcomes = outcomesOf(ledger.entries, folders)
  const required = { scenarios: scenarios(['idp-down']), fallbacks: [] }
  const input = { ...due, ledger, strays: folders.strays, required, outcomes, followUps: [], known: [] }
  const said = [...rowsOf(ledger, folders).flatMap(({ problems }) => problems), gateText(gate(input))].join(
    '\n',
  )
  expect(said).not.toMatch(/undefined|\[object/)
  return said
}

const readers: Record<KindName, { file: string; read: (file: string) => Promise<unknown> }> = {
  scenario: { file: 'scenario.yaml', read: (file) => planned(file) },
  estate: {
    file: 'estate.yaml',
    async read(file) {
      const read = await readEstate(file)
      const followed = await readRunbooks(read, steps)
      return planned(shipped('idp-down.yaml'), read, followed)
    },
  },
  runbook: {
    file: 'idp-outage.yaml',
    async read(file) {
      const read = await readRunbook(file, { steps, estate: estate.estate, name: 'idp-outage' })
      return planned(shipped('idp-down-with-people.yaml'), estate, [read])
    },
  },
  answers: { file: 'answers.yaml', read: (file) => readAnswers(file, questions) },
  followUps: { file: 'follow-ups.yaml', read: readFollowUps },
  journal: { file: 'journal.jsonl', read: judged },
  plan: { file: 'plan.json', read: judged },
  findings: { file: 'findings.json', read: readBaseline },
  trust: { file: 'trust.yaml', read: (file) => trustedKeys({ keys: [], trust: file }) },
  targets: { file: 'targets.yaml', read: readTargets },
  statement: { file: 'ledger/000001.started.json', read: async (file) => gated(dirname(dirname(file))) },
}

export const kinds: readonly Kind[] = Object.entries(readers).map(([name, reader]) => ({
  lines: /\.(yaml|jsonl)$/.test(reader.file),
  name: name as KindName,
  good: corpus[name as KindName],
  ...reader,
}))

/** Puts a case into the folder of its kind, where nothing else of the last case is left. */
export function placed(kind: Kind, inside: string, bytes: Uint8Array): string {
  const dir = join(inside, kind.name)
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(dir, { recursive: true })
  if (kind.name === 'estate')
    cpSync(join(dirname(referenceEstate), 'runbooks'), join(dir, 'runbooks'), { recursive: true })
  const file = join(dir, kind.file)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, bytes)
  return file
}
