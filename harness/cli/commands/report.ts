import { type Dossier, openDossier } from '../../engine/dossier.ts'
import { readJournal } from '../../engine/journal.ts'
import { DrillError } from '../../model/error.ts'
import { command } from '../command.ts'
import { exitCodes } from '../exit.ts'
import { judgeDossier, reportDossier } from '../judging.ts'
import { isSealed, placeFor } from '../place.ts'
import { remakingOptions, tellDiffering } from '../remaking-options.ts'
import { catalog } from '../wiring.ts'

export const report = command({
  positionals: { run: { type: 'string', demandOption: true, describe: "A run's folder, such as runs/<id>" } },
  options: {
    ...remakingOptions,
    'follow-ups': { type: 'string', describe: 'File with what was decided about findings since the run' },
    trust: {
      type: 'string',
      describe: 'File of trusted keys: shows who signed the result since, the witness among them',
    },
    pdf: { type: 'boolean', default: false, describe: 'Print the report as report.pdf too (needs Chromium)' },
  },
  async run({ run, to, pdf, trust, 'follow-ups': followUps }, output) {
    const dossier = openDossier(run)
    if (pdf && to === undefined && isSealed(dossier))
      throw new DrillError('refused', 'the folder of a sealed run is final, and a PDF would be new in it', {
        next: 'Say where with --to <folder>.',
      })
    const place = placeFor(dossier, { to, differs: tellDiffering(output, to) })
    const judgement = judgeDossier(dossier, (await catalog()).oracles, place)
    const signOffs = trust === undefined ? [] : await signedOff(dossier, trust)
    const files = await reportDossier(dossier, judgement, place, { followUps, signOffs })
    if (pdf) files.push(await printed(dossier, files))
    output.result({ run: dossier.run, files }, () => files.join('\n'))
    return exitCodes.passed
  },
})

async function signedOff({ dir }: Dossier, trust: string) {
  const { trustedKeys } = await import('../trusted-keys.ts')
  const { signOffsOf } = await import('../../engine/sign-offs.ts')
  return signOffsOf(dir, await trustedKeys({ keys: [], trust }))
}

async function printed({ journalFile }: Dossier, files: readonly string[]): Promise<string> {
  const { printBeside } = await import('../pdf.ts')
  const page = files.find((file) => file.endsWith('report.html')) ?? ''
  return printBeside(page, readJournal(journalFile)[0]?.time ?? new Date(0).toISOString())
}
