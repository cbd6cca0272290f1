import { openDossier } from '../../engine/dossier.ts'
import { command } from '../command.ts'
import { exitCodes } from '../exit.ts'
import { judgeDossier, reportDossier } from '../judging.ts'
import { placeFor } from '../place.ts'
import { remakingOptions, tellDiffering } from '../remaking-options.ts'
import { catalog } from '../wiring.ts'

export const report = command({
  positionals: { run: { type: 'string', demandOption: true, describe: "A run's folder, such as runs/<id>" } },
  options: remakingOptions,
  async run({ run, to }, output) {
    const dossier = openDossier(run)
    const place = placeFor(dossier, { to, differs: tellDiffering(output, to) })
    const judgement = judgeDossier(dossier, (await catalog()).oracles, place)
    const files = await reportDossier(dossier, judgement, place)
    output.result({ run: dossier.run, files }, () => files.join('\n'))
    return exitCodes.passed
  },
})
