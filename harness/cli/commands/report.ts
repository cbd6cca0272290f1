import { openDossier } from '../../engine/dossier.ts'
import { command } from '../command.ts'
import { exitCodes } from '../exit.ts'
import { judgeDossier, reportDossier } from '../judging.ts'
import { catalog } from '../wiring.ts'

export const report = command({
  positionals: { run: { type: 'string', demandOption: true, describe: "A run's folder, such as runs/<id>" } },
  options: {},
  async run({ run }, output) {
    const dossier = openDossier(run)
    const files = await reportDossier(dossier, judgeDossier(dossier, (await catalog()).oracles))
    output.result({ run: dossier.run, files }, () => files.join('\n'))
    return exitCodes.passed
  },
})
