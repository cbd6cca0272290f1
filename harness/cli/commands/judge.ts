import { openDossier } from '../../engine/dossier.ts'
import { command } from '../command.ts'
import { exitCodeOf } from '../exit.ts'
import { judgeDossier } from '../judging.ts'
import { placeFor } from '../place.ts'
import { remakingOptions, tellDiffering } from '../remaking-options.ts'
import { verdictText } from '../show.ts'
import { catalog } from '../wiring.ts'

export const judge = command({
  positionals: { run: { type: 'string', demandOption: true, describe: "A run's folder, such as runs/<id>" } },
  options: remakingOptions,
  async run({ run, to }, output) {
    const dossier = openDossier(run)
    const place = placeFor(dossier, { to, differs: tellDiffering(output, to) })
    const judgement = judgeDossier(dossier, (await catalog()).oracles, place)
    output.result(judgement, () => verdictText(judgement))
    return exitCodeOf(judgement.verdict)
  },
})
