import { closeSync, openSync, writeSync } from 'node:fs'
import { chainStart } from '../harness/engine/chain.ts'
import { sha256 } from '../harness/engine/digest.ts'
import { createDossier, type Dossier, savePlan } from '../harness/engine/dossier.ts'
import type { JournalRecord } from '../harness/model/record.ts'
import { plan } from '../test/oracles/synthetic-plan.ts'
import { run, type World } from '../test/oracles/synthetic-run.ts'

const atOnce = 4_000

/** Puts a run of about so many records into a folder, with times and names as long as real ones; not yet judged. */
export function longRun(
  runsDir: string,
  records: number,
  world: World = {},
): { dossier: Dossier; records: number } {
  const dossier = createDossier(runsDir, `${plan.scenario}-${records}`)
  savePlan(dossier, plan)
  // Only attempts become more.
  const once = run(world)
  const attempts = once.filter(({ type }) => type === 'attempt').length
  const denser = (records - once.length + attempts) / attempts
  const history = run({ ...world, denser })
  writeJournal(dossier.journalFile, history, dossier.run)
  return { dossier, records: history.length }
}

/** As the engine writes it, but without a disk flush for each record that needs one. */
function writeJournal(file: string, history: readonly JournalRecord[], name: string): void {
  const fd = openSync(file, 'wx', 0o600)
  let [prev, text] = [chainStart, '']
  history.forEach((record, index) => {
    const line = JSON.stringify({ ...lifelike(record, name), prev })
    prev = sha256(line)
    text += `${line}\n`
    if (index % atOnce !== atOnce - 1 && index < history.length - 1) return
    writeSync(fd, text)
    text = ''
  })
  closeSync(fd)
}

/** Times with tenths of milliseconds, and requests that are named after their run. */
function lifelike(record: JournalRecord, name: string): JournalRecord {
  const tenths = (ms: number) => Math.round(ms * 10) / 10
  const { requestId } = record as { requestId?: string }
  return {
    ...record,
    atMs: tenths(record.atMs),
    ...('beganMs' in record ? { beganMs: tenths(record.beganMs), endMs: tenths(record.endMs) } : {}),
    ...(requestId === undefined ? {} : { requestId: `${name}-${requestId}` }),
  } as JournalRecord
}
