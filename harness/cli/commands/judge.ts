import { openDossier } from '../../engine/dossier.ts'
import { command } from '../command.ts'
import { exitCodeOf } from '../exit.ts'
import { judgeDossier } from '../judging.ts'
import { verdictText } from '../show.ts'
import { catalog } from '../wiring.ts'

export const judge = command({
  positionals: { run: { type: 'string', demandOption: true, describe: "A run's folder, such as runs/<id>" } },
  options: {},
  async run({ run }, output) {
    const judgement = judgeDossier(openDossier(run), (await catalog()).oracles)
    output.result(judgement, () => verdictText(judgement))
    return exitCodeOf(judgement.verdict)
  },
})
