import { join } from 'node:path'
import { monotonicClock } from '../../../harness/engine/clock.ts'
import { openJournal } from '../../../harness/engine/journal.ts'
import { leashed } from '../../../harness/engine/leash.ts'
import { redactor } from '../../../harness/engine/redact.ts'
import { packageRoot } from '../../../harness/model/home.ts'

// Stands for a runner: begins a run under a watchdog, says so, and then does as it is told.
const [journalFile = '', how = ''] = process.argv.slice(2)
const main = join(packageRoot(), 'harness', 'cli', 'watchdog-main.ts')
const leash = await leashed([process.execPath, main, 'r1'], { run: 'r1', journal: journalFile })
const journal = leash.hearing(openJournal(journalFile, monotonicClock(), redactor()))
journal.write({ type: 'run.started', run: 'r1', stack: 'none', versions: {} })
journal.write({ type: 'step.began', step: 'revoke-1' })
if (how === 'hang')
  journal.write({
    ...{ type: 'change.intent', change: 'c1', by: 'step', plugin: 'restart', leaseMs: 100 },
    what: { kind: 'restart', name: 'idp' },
  })
leash.onLost(() => process.stdout.write('lost\n'))
process.stdout.write('watched\n')
if (how === 'goodbye') await leash.goodbye()
else setInterval(() => {}, 1_000)
